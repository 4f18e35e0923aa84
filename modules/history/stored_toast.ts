/** What an undo toast shows, stored over a reload or a link to the next page. Runs in the browser. */
export interface Toast {
  /** Of the operation that can be undone; null: nothing is offered. */
  id: number | null;
  text: string;
  act: "Undo" | "Redo";
  fault: boolean;
  reload: boolean;
  /** What an undo left as it is. */
  skipped: string[];
}

const KEY = "undo-toast";
const STORED_MILLISECONDS = 20_000;

export function storeToast(toast: Toast): void {
  sessionStorage.setItem(KEY, JSON.stringify({ toast, at: Date.now() }));
}

/** The one that was shown a moment ago. On another page, an undo needs no reload of what is shown here. */
export function storedToast(): Toast | null {
  const stored: { toast: Toast; at: number } | null = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  return stored !== null && Date.now() - stored.at < STORED_MILLISECONDS ? stored.toast : null;
}

export function forgetToast(): void {
  sessionStorage.removeItem(KEY);
}
