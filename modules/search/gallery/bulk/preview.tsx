import { formatCount, plural } from "../../../shared/web/format.ts";
import type { OperationResult } from "../../../tags/schemas.ts";
import type { Answer } from "./use_answer.ts";

interface PreviewProps {
  id: string;
  /** Number of selected images. */
  size: number;
  /** True while the edit is applied. */
  busy: boolean;
  fault: string | null;
  preview: Answer<OperationResult>;
}

/** A line that says what the edit would change, that it is being applied, or why it failed. */
export function Preview({ id, size, busy, fault, preview }: PreviewProps) {
  const message = fault ?? preview.fault;
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
      role={message === null ? "status" : "alert"}
      aria-busy={preview.loading}
      class={message === null ? "text-muted" : "text-bad"}
    >
      {message ?? (preview.value === null ? HINT : previewText(preview.value))}
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

/** Returns a sentence that says what the edit changed. */
export function doneText({ matched, added, removed }: OperationResult): string {
  const parts = [
    added > 0 ? `${plural(added, "tag")} added` : "",
    removed > 0 ? `${plural(removed, "tag")} removed` : "",
  ].filter((part) => part !== "").join(", ");
  return `${parts} on ${plural(matched, "image")}.`;
}
