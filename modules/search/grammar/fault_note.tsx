import { useEffect, useRef } from "preact/hooks";
import type { SearchFault } from "./check.ts";

/**
 * Underlines the fault: a transparent copy of the text lies below the field's text, with a wavy line. `scrolled` is how far the
 * field is scrolled, in pixels.
 */
export function FaultUnderline({ text, fault, scrolled }: { text: string; fault: SearchFault | null; scrolled: number }) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (line.current) line.current.scrollLeft = scrolled;
  });
  const start = fault === null ? text.length : fault.column - 1;
  const end = start + (fault?.length ?? 0);
  return (
    <div ref={line} class="fault-line" aria-hidden="true">
      {text.slice(0, start)}
      {fault !== null && <span class="fault-mark">{text.slice(start, end) || "\u00a0"}</span>}
      {text.slice(end)}
    </div>
  );
}

/** The message below the field, with a button that takes the corrected search if one is known. */
export function FaultNote({ id, fault, onTake }: { id: string; fault: SearchFault | null; onTake: (query: string) => void }) {
  return (
    <div id={id} role="status" class={fault === null ? "sr-only" : "fault-note"}>
      {fault !== null && (
        <>
          <p>{fault.message}</p>
          {fault.suggestion !== null && (
            <button
              type="button"
              class="button button-quiet button-small mt-2 max-w-full"
              // Keeps the focus in the field. Otherwise the list above would close and the button would move before the click.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onTake(fault.suggestion ?? "")}
            >
              Use <code class="truncate font-mono">{fault.suggestion}</code>
            </button>
          )}
        </>
      )}
    </div>
  );
}
