/** Events about operations between the parts of a page. Runs in the browser. */

/** An operation that was made on this page and can be undone. */
export interface Done {
  id: number;
  /** What the operation changed, as a sentence. */
  text: string;
  /** Whether the page must be reloaded to show the effect of an undo. */
  reload: boolean;
}

const DONE = "operation-done";
const CHANGED = "operations-changed";

/** Announces an operation, so that the page offers to undo it. */
export function announceDone(done: Done): void {
  document.dispatchEvent(new CustomEvent<Done>(DONE, { detail: done }));
}

/** Calls back with each operation that is announced, until the returned function is called. */
export function watchDone(callback: (done: Done) => void): () => void {
  const listen = (event: Event) => {
    if (event instanceof CustomEvent) callback(event.detail);
  };
  document.addEventListener(DONE, listen);
  return () => document.removeEventListener(DONE, listen);
}

/** Announces that an operation was undone, so that other parts of the page read their data again. */
export function announceUndone(): void {
  document.dispatchEvent(new Event(CHANGED));
}

export function watchUndone(callback: () => void): () => void {
  document.addEventListener(CHANGED, callback);
  return () => document.removeEventListener(CHANGED, callback);
}
