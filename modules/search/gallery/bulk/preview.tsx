import { formatCount, plural } from "../../../shared/web/format.ts";
import type { OperationResult } from "../../../tags/schemas.ts";
import type { Answer } from "./use_answer.ts";

interface PreviewProps {
  id: string;
  /** How many images are selected. */
  size: number;
  /** Whether the edit is under way. */
  busy: boolean;
  fault: string | null;
  preview: Answer<OperationResult>;
}

/** A line that says what applying would do, then that it is being done, or why it cannot be. */
export function Preview({ id, size, busy, fault, preview }: PreviewProps) {
  const wrong = fault ?? preview.fault;
  if (busy) {
    return (
      <p id={id} role="status" class="flex items-center gap-3">
        <progress class="meter max-w-40" aria-label="Tagging" />Tagging {plural(size, "image")}…
      </p>
    );
  }
  return (
    <p
      id={id}
      role={wrong === null ? "status" : "alert"}
      aria-busy={preview.loading}
      class={wrong === null ? "text-muted" : "text-bad"}
    >
      {wrong ?? (preview.value === null ? HINT : previewText(preview.value))}
    </p>
  );
}

const HINT = "Press a tag to put it on all, take it off all, or leave it as it is. Ctrl+Enter applies.";

/** "Adds 34, removes 5, skips 12". */
function previewText({ added, removed, skipped }: OperationResult): string {
  if (added + removed === 0) return "No change: the tags of all selected images are already like this.";
  const parts = [
    added > 0 ? `adds ${formatCount(added)}` : "",
    removed > 0 ? `removes ${formatCount(removed)}` : "",
    skipped > 0 ? `skips ${formatCount(skipped)}` : "",
  ].filter((part) => part !== "").join(", ");
  return `${parts.charAt(0).toUpperCase()}${parts.slice(1)}. Ctrl+Enter applies.`;
}

/** What was done, as a sentence. */
export function doneText({ matched, added, removed }: OperationResult): string {
  const parts = [
    added > 0 ? `${plural(added, "tag")} added` : "",
    removed > 0 ? `${plural(removed, "tag")} removed` : "",
  ].filter((part) => part !== "").join(", ");
  return `${parts} on ${plural(matched, "image")}.`;
}
