import type { Queryable } from "../../shared/database/handle.ts";
import { editDistance, editsAllowed } from "../../shared/nearest.ts";
import { findByPrefix, findByWords, findLikely, findTagsById, type Spelling } from "./repository.ts";
import type { Tag } from "../schemas.ts";
import { typedName } from "../typed_name.ts";

/** A tag that the text typed so far may become. */
export interface Completion {
  tag: Tag;
  /** The alias that fits, or null if the name of the tag fits. */
  alias: string | null;
  fit: "exact" | "prefix" | "word" | "typo";
}

const LONGEST = 100;
/** With at least this many completions, names that are only similar to the text are not searched. */
const ENOUGH = 5;

/**
 * At most `limit` tags that `text` may become, each tag once: first the exact name, then names that begin with `text`, names with
 * words that begin with its words, and names that differ by a typo. Each of these groups begins with its most used tags.
 */
export async function completeTags(db: Queryable, text: string, limit: number): Promise<Completion[]> {
  const typed = typedName(text);
  // deno-lint-ignore no-control-regex
  if (typed.length > LONGEST || /[\x00-\x1f]/.test(typed)) return [];
  const found = new Map<number, Found>();
  // `limit * 2`, because a tag and its aliases may have the same beginning, and each tag is returned once.
  add(found, await findByPrefix(db, typed, limit * 2), ({ name }) => name === typed ? "exact" : "prefix");
  const words = typed.split(/[-_:()/.]+/).filter((word) => word !== "");
  if (found.size < limit && words.length > 0) add(found, await findByWords(db, words, limit * 2), () => "word");
  if (found.size < ENOUGH) add(found, await findTypos(db, typed, found.size === 0), () => "typo");
  const chosen = [...found.values()].slice(0, limit);
  const tags = new Map((await findTagsById(db, chosen.map(({ tagId }) => tagId))).map(({ id, ...tag }) => [id, tag]));
  return chosen.flatMap(({ tagId, name, aliasOf, fit }) => {
    const tag = tags.get(tagId);
    return tag ? [{ tag, alias: aliasOf === null ? null : name, fit }] : [];
  });
}

type Found = Spelling & Pick<Completion, "fit">;

/** Adds the first spelling of each tag that is not there yet. It is the one that fits best. */
function add(found: Map<number, Found>, spellings: Spelling[], fitOf: (spelling: Spelling) => Completion["fit"]): void {
  for (const spelling of spellings) {
    if (!found.has(spelling.tagId)) found.set(spelling.tagId, { ...spelling, fit: fitOf(spelling) });
  }
}

/**
 * Spellings that differ from `typed` by a typo. The last letters are compared first, because many names share their first letters,
 * such as those of a namespace. The first letters are compared only if nothing else fits.
 */
async function findTypos(db: Queryable, typed: string, isNothingFound: boolean): Promise<Spelling[]> {
  if (editsAllowed(typed) === 0) return [];
  if (typed.length < 6) return typosOf(typed, await findLikely(db, typed, "first 4"));
  const typos = typosOf(typed, await findLikely(db, typed, "last 6"));
  return typos.length > 0 || !isNothingFound ? typos : typosOf(typed, await findLikely(db, typed, "first 6"));
}

/** The spellings within the allowed edit distance, the nearest first. */
function typosOf(typed: string, spellings: Spelling[]): Spelling[] {
  return spellings.map((spelling) => ({ spelling, edits: editsTo(spelling.name, typed) }))
    .filter(({ edits }) => edits <= editsAllowed(typed))
    .sort((one, other) => one.edits - other.edits || other.spelling.imageCount - one.spelling.imageCount)
    .map(({ spelling }) => spelling);
}

/** Edit distance to the whole name. A name of which only the beginning may have been typed so far, with one edit, counts 1.5. */
function editsTo(name: string, typed: string): number {
  const whole = editDistance(typed, name, editsAllowed(typed));
  if (whole <= 1 || name.length <= typed.length) return whole;
  const begun = [-1, 0, 1].map((more) => name.slice(0, typed.length + more));
  // A beginning with another last letter is the beginning of another name.
  const isBegun = begun.some((part) => part.at(-1) === typed.at(-1) && editDistance(typed, part, 1) <= 1);
  return isBegun ? Math.min(whole, 1.5) : whole;
}
