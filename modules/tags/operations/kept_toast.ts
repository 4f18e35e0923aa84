/** What an undo toast shows, kept over a reload or a way to the next page. Runs in the browser. */
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
const KEPT_MILLISECONDS = 20_000;

export function keepToast(toast: Toast): void {
  sessionStorage.setItem(KEY, JSON.stringify({ toast, at: Date.now() }));
}

/** The one that was shown a moment ago. On another page, an undo needs no reload of what is shown here. */
export function keptToast(): Toast | null {
  const kept: { toast: Toast; at: number } | null = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  return kept !== null && Date.now() - kept.at < KEPT_MILLISECONDS ? kept.toast : null;
}

export function forgetToast(): void {
  sessionStorage.removeItem(KEY);
}
