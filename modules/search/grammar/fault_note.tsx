import { useEffect, useRef } from "preact/hooks";
import type { SearchFault } from "./check.ts";

/** The same text behind the field, see-through but for a wavy line under what is wrong. `scrolled` in pixels, as the field is. */
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

/** Below the field: what is wrong, what would be legal and, where it is known, the search put right. */
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
              // The field keeps the focus, and with it the list above, so that the button stays under the pointer.
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
