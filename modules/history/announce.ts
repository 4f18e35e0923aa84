/** How parts of a page tell each other of operations. Runs in the browser. */

/** An operation that somebody just did here, and may take back. */
export interface Done {
  id: number;
  /** What was done, as a sentence. */
  text: string;
  /** Whether the page must be loaded anew to show what an undo changed. */
  reload: boolean;
}

const DONE = "operation-done";
const CHANGED = "operations-changed";

/** Offers to undo it, wherever the page shows such an offer. */
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

/** Says that something was undone, so that what is shown may be out of date. */
export function announceUndone(): void {
  document.dispatchEvent(new Event(CHANGED));
}

export function watchUndone(callback: () => void): () => void {
  document.addEventListener(CHANGED, callback);
  return () => document.removeEventListener(CHANGED, callback);
}
