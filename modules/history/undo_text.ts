import { plural } from "../shared/web/format.ts";
import type { Skip, UndoResult } from "./schemas.ts";

/** The result of an undo as sentences. */
export function undoText({ operation, reversed, skippedCount }: UndoResult): string {
  if (operation === null) return "Nothing was undone: everything was changed since.";
  const skipped = skippedCount === 0 ? "" : ` Skipped ${plural(skippedCount, "change")}.`;
  return `Reversed ${plural(reversed, "change")}.${skipped}`;
}

/** One skipped change with the reason: "cat on image 5 (changed since by operation 9)". */
export function skipText({ image, tag, what, by }: Skip): string {
  const name = what === "tagging" ? tag ?? "a deleted tag" : tag === null ? `the ${fieldName(what)}` : `${what} ${tag}`;
  const of = image === null ? "" : what === "tagging" ? ` on image ${image}` : ` of image ${image}`;
  return `${name}${of} (changed since${by === null ? "" : ` by operation ${by}`})`;
}

function fieldName(what: string): string {
  return what === "trashed" ? "trash state" : what;
}
