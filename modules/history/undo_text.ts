import { plural } from "../shared/web/format.ts";
import type { Skip, UndoResult } from "./schemas.ts";

/** What an undo did, as a sentence. */
export function undoText({ operation, reversed, skippedCount }: UndoResult): string {
  if (operation === null) return "Nothing could be taken back: all of it was changed since.";
  const skipped = skippedCount === 0
    ? ""
    : ` ${plural(skippedCount, "change")} left as ${skippedCount === 1 ? "it is" : "they are"}.`;
  return `${plural(reversed, "change")} taken back.${skipped}`;
}

/** One thing that was left, and why: "cat on image 5 (changed since by operation 9)". */
export function skipText({ image, tag, what, by }: Skip): string {
  const name = what === "tagging" ? tag ?? "a deleted tag" : tag === null ? `the ${fieldName(what)}` : `${what} ${tag}`;
  const where = image === null ? "" : what === "tagging" ? ` on image ${image}` : ` of image ${image}`;
  return `${name}${where} (${by === null ? "not as it was left" : `changed since by operation ${by}`})`;
}

function fieldName(what: string): string {
  return what === "trashed" ? "place in the trash" : what;
}
