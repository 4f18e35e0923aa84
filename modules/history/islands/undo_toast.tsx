import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { mountIsland } from "../../shared/web/mount_island.ts";
import { send } from "../../shared/web/send.ts";
import { isTyping } from "../../shared/web/typing.ts";
import { announceUndone, type Done, watchDone } from "../announce.ts";
import { skipText, undoText } from "../undo_text.ts";
import type { UndoResult } from "../schemas.ts";
import { forgetToast, storedToast, storeToast, type Toast } from "../stored_toast.ts";

const SHOWN_MILLISECONDS = 20_000;
const SKIPS_SHOWN = 3;

/** Offers to undo the latest operation, for 20 s or until it is dismissed. The keys `u` and Ctrl+Z undo it too. */
function UndoToast({ done }: { done: Done | null }) {
  const [toast, setToast] = useState<Toast | null>(() => done === null ? storedToast() : toastOf(done));
  const [busy, setBusy] = useState(false);
  const held = useRef(false);
  const show = (next: Toast) => {
    storeToast(next);
    setToast(next);
  };
  const dismiss = () => {
    forgetToast();
    setToast(null);
  };
  const undo = async () => {
    if (toast?.id == null || busy) return;
    setBusy(true);
    try {
      const result = await send<UndoResult>("POST", `/api/operations/${toast.id}/undo`);
      show({ ...toastOfUndo(result), button: toast.button === "Undo" ? "Redo" : "Undo", reload: toast.reload });
      if (toast.reload) return location.replace(withoutDone(location.href));
      announceUndone();
    } catch (error) {
      show({ ...toast, id: null, text: error instanceof Error ? error.message : String(error), fault: true });
    }
    setBusy(false);
  };
  useEffect(() => watchDone((done) => show(toastOf(done))), []);
  useTimer(toast, held, dismiss);
  useUndoKeys(toast?.id == null ? null : undo);

  return (
    <div
      class={toast === null ? "hidden" : "toast"}
      onMouseEnter={() => (held.current = true)}
      onMouseLeave={() => (held.current = false)}
      onFocusIn={() => (held.current = true)}
      onFocusOut={() => (held.current = false)}
      onKeyDown={(event) => event.key === "Escape" && dismiss()}
    >
      <div class="min-w-0 flex-1" role={toast?.fault ? "alert" : "status"}>
        <p class={toast?.fault ? "text-bad" : ""}>{toast?.text}</p>
        {toast !== null && toast.skipped.length > 0 && (
          <ul class="mt-1 list-disc pl-4 text-xs text-muted">{toast.skipped.map((skip) => <li key={skip}>{skip}</li>)}</ul>
        )}
      </div>
      {toast?.id != null && (
        <button type="button" class="button button-small" disabled={busy} aria-keyshortcuts="u Control+Z" onClick={undo}>
          {toast.button}
        </button>
      )}
      <button type="button" class="chip-remove" aria-label="Dismiss" onClick={dismiss}>×</button>
    </div>
  );
}

function toastOf({ id, text, reload }: Done): Toast {
  return { id, text, reload, button: "Undo", fault: false, skipped: [] };
}

function toastOfUndo(result: UndoResult): Toast {
  const skipped = result.skipped.slice(0, SKIPS_SHOWN).map(skipText);
  const rest = result.skippedCount - skipped.length;
  return {
    ...toastOf({ id: result.operation?.id ?? 0, text: undoText(result), reload: false }),
    id: result.operation?.id ?? null,
    skipped: rest > 0 ? [...skipped, `and ${rest} more`] : skipped,
  };
}

/** Dismisses the toast after 20 s, or later if the pointer or the focus is on it then. */
function useTimer(toast: Toast | null, held: { current: boolean }, dismiss: () => void): void {
  useEffect(() => {
    if (toast === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = (milliseconds: number) => {
      timer = setTimeout(() => held.current ? wait(1_000) : dismiss(), milliseconds);
    };
    wait(SHOWN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [toast]);
}

function useUndoKeys(undo: (() => void) | null): void {
  // A layout effect, because the keys must work as soon as the button is visible.
  useLayoutEffect(() => {
    if (undo === null) return;
    const press = (event: KeyboardEvent) => {
      const isUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
      const isU = event.key === "u" && !event.ctrlKey && !event.metaKey && !event.altKey;
      // In a field with text, Ctrl+Z belongs to the browser.
      const typing = isTyping(event.target) && !(isUndo && event.target instanceof HTMLInputElement && event.target.value === "");
      if (event.defaultPrevented || typing || !(isUndo || isU)) return;
      event.preventDefault();
      undo();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  });
}

function withoutDone(address: string): string {
  const url = new URL(address);
  url.searchParams.delete("done");
  return url.href;
}

mountIsland("undo_toast", UndoToast);
