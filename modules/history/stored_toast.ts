/** The content of the undo toast, stored in the session so that it survives a change of page. Runs in the browser. */
export interface Toast {
  /** Id of the operation that can be undone, or null if there is none. */
  id: number | null;
  text: string;
  button: "Undo" | "Redo";
  fault: boolean;
  reload: boolean;
  /** Texts of the changes that an undo skipped. */
  skipped: string[];
}

const KEY = "undo-toast";
const STORED_MILLISECONDS = 20_000;

export function storeToast(toast: Toast): void {
  sessionStorage.setItem(KEY, JSON.stringify({ toast, at: Date.now() }));
}

/** The toast that was stored less than 20 s ago, or null. */
export function storedToast(): Toast | null {
  const stored: { toast: Toast; at: number } | null = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  return stored !== null && Date.now() - stored.at < STORED_MILLISECONDS ? stored.toast : null;
}

export function forgetToast(): void {
  sessionStorage.removeItem(KEY);
}
