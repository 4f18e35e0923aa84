import type { Queryable } from "../shared/database/handle.ts";
import { findTagIds, type NamedTag } from "../tags/repository_taggings.ts";
import type { Condition } from "./repository_search.ts";
import type { Selection } from "./schemas.ts";
import { parseSearch, type Term } from "./search.ts";

/** A term whose names are resolved. */
export interface PlannedTerm {
  /** As it was typed. */
  text: string;
  /** Null: it names a tag that does not exist, so no image has it, and every image lacks it. */
  condition: Condition | null;
  negated: boolean;
  /** How many images carry the tag, where the term is one; null otherwise. */
  imageCount: number | null;
}

export interface Plan {
  terms: PlannedTerm[];
  /** What must hold, the rarest tag first; null where nothing can match. */
  conditions: Condition[] | null;
}

/** Reads a query and looks its tags up. Throws `malformed` on a syntax error. */
export async function planSearch(db: Queryable, query: string): Promise<Plan> {
  const terms = parseSearch(query);
  const names = terms.flatMap(({ meaning }) => meaning.kind === "tag" ? [meaning.name] : []);
  const tags = names.length > 0 ? await findTagIds(db, names) : [];
  const planned = terms.map((term) => planTerm(term, tags));
  if (planned.some(({ condition, negated }) => condition === null && !negated)) return { terms: planned, conditions: null };
  const rarestFirst = planned.toSorted((one, other) => (one.imageCount ?? Infinity) - (other.imageCount ?? Infinity) || 0);
  return { terms: planned, conditions: rarestFirst.flatMap(({ condition }) => condition ?? []) };
}

/** The conditions of a selection by ids or by query; null where nothing can match. */
export async function planSelection(db: Queryable, selection: Selection): Promise<Condition[] | null> {
  if ("ids" in selection) return [{ kind: "ids", ids: selection.ids, negated: false }];
  return (await planSearch(db, selection.q)).conditions;
}

function planTerm({ text, negated, meaning }: Term, tags: NamedTag[]): PlannedTerm {
  if (meaning.kind !== "tag") return { text, negated, condition: { ...meaning, negated }, imageCount: null };
  const tag = tags.find(({ name }) => name === meaning.name);
  const condition: Condition | null = tag ? { kind: "tag", tagId: tag.id, negated } : null;
  return { text, negated, condition, imageCount: negated ? null : tag?.imageCount ?? 0 };
}
