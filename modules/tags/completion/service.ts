import type { Queryable } from "../../shared/database/handle.ts";
import { editDistance, editsAllowed } from "../../shared/nearest.ts";
import { findByPrefix, findByWords, findLikely, findTagsById, type Spelling } from "./repository.ts";
import type { Tag } from "../schemas.ts";
import { typedName } from "../typed_name.ts";

/** A tag that may be meant by what was typed so far. */
export interface Completion {
  tag: Tag;
  /** The alias that fits; null where the tag's own name does. */
  alias: string | null;
  fit: "exact" | "prefix" | "word" | "typo";
}

const LONGEST = 100;
/** With so many that fit as they are, nobody needs to be told what else might have been meant. */
const ENOUGH = 5;

/**
 * At most `limit` tags that `text` may become: the name itself, names that begin with it, names with words that begin with its
 * words, names that it may be a slip of; among each of these the most used first. Each tag once.
 */
export async function completeTags(db: Queryable, text: string, limit: number): Promise<Completion[]> {
  const typed = typedName(text);
  // deno-lint-ignore no-control-regex
  if (typed.length > LONGEST || /[\x00-\x1f]/.test(typed)) return [];
  const found = new Map<number, Found>();
  // A tag and its aliases may all begin alike.
  add(found, await findByPrefix(db, typed, limit * 2), ({ name }) => name === typed ? "exact" : "prefix");
  const words = typed.split(/[-_:()/.]+/).filter((word) => word !== "");
  if (found.size < limit && words.length > 0) add(found, await findByWords(db, words, limit * 2), () => "word");
  if (found.size < ENOUGH) add(found, await findSlips(db, typed, found.size === 0), () => "typo");
  const chosen = [...found.values()].slice(0, limit);
  const tags = new Map((await findTagsById(db, chosen.map(({ tagId }) => tagId))).map(({ id, ...tag }) => [id, tag]));
  return chosen.flatMap(({ tagId, name, aliasOf, fit }) => {
    const tag = tags.get(tagId);
    return tag ? [{ tag, alias: aliasOf === null ? null : name, fit }] : [];
  });
}

type Found = Spelling & Pick<Completion, "fit">;

/** Keeps the first spelling of each tag: it is the one that fits best. */
function add(found: Map<number, Found>, spellings: Spelling[], fitOf: (spelling: Spelling) => Completion["fit"]): void {
  for (const spelling of spellings) {
    if (!found.has(spelling.tagId)) found.set(spelling.tagId, { ...spelling, fit: fitOf(spelling) });
  }
}

/** By the end first: a beginning that many have in common, as those of one namespace do, tells little and is looked at last. */
async function findSlips(db: Queryable, typed: string, isLast: boolean): Promise<Spelling[]> {
  if (editsAllowed(typed) === 0) return [];
  if (typed.length < 6) return slipsOf(typed, await findLikely(db, typed, "first 4"));
  const slips = slipsOf(typed, await findLikely(db, typed, "last 6"));
  return slips.length > 0 || !isLast ? slips : slipsOf(typed, await findLikely(db, typed, "first 6"));
}

/** Those that are few edits away, the nearest first. */
function slipsOf(typed: string, spellings: Spelling[]): Spelling[] {
  return spellings.map((spelling) => ({ spelling, edits: editsTo(spelling.name, typed) }))
    .filter(({ edits }) => edits <= editsAllowed(typed))
    .sort((one, other) => one.edits - other.edits || other.spelling.imageCount - one.spelling.imageCount)
    .map(({ spelling }) => spelling);
}

/** Edits to the whole name; or, half an edit behind that, one edit to the part of it that may have been typed so far. */
function editsTo(name: string, typed: string): number {
  const whole = editDistance(typed, name, editsAllowed(typed));
  if (whole <= 1 || name.length <= typed.length) return whole;
  const begun = [-1, 0, 1].map((more) => name.slice(0, typed.length + more));
  // Another last letter is the beginning of another name.
  const isBegun = begun.some((part) => part.at(-1) === typed.at(-1) && editDistance(typed, part, 1) <= 1);
  return isBegun ? Math.min(whole, 1.5) : whole;
}
