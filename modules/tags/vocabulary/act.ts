import type { Database, Queryable } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import type { ImageSet } from "../../shared/bitmap/image_set.ts";
import { batchesOf, type Part } from "../../shared/bitmap/wire.ts";
import { type Done, perform, type Step } from "../operations/act.ts";
import { findTag } from "../repository.ts";
import { findTagNamed, findTagOfAlias, type TagRow } from "./tag_repository.ts";
import type { VocabularyResult } from "./schemas.ts";

/** An act on the vocabulary under way. */
export interface Deed {
  step: Step;
  operationId: number;
  /** Taggings that one step moves at most. */
  limit: number;
}

export interface VocabularyAct<Plan> {
  kind: string;
  summary: string;
  detail?: Record<string, unknown>;
  /** How many taggings it may move. */
  taggings?: number;
  /** Alone with the vocabulary: throws where the act is not possible, and changes nothing. */
  check: (tx: Queryable) => Promise<Plan>;
  change: (deed: Deed, plan: Plan) => Promise<void>;
}

/** Changes the vocabulary as one operation, alone; what changes records itself. */
export async function changeVocabulary<Plan>(database: Database, act: VocabularyAct<Plan>): Promise<Done> {
  const { kind, summary, detail = {}, taggings = 0 } = act;
  return await perform(database, { kind, summary, detail, taggings, vocabulary: true }, {
    prepare: async (tx, begin) => {
      const plan = await act.check(tx);
      await begin();
      return plan;
    },
    apply: (step, operationId, plan, limit) => act.change({ step, operationId, limit }, plan),
  });
}

/** The answer of an act: its operation and counts, and the tag of this name as it is now. */
export async function resultOf(
  db: Queryable,
  { operation, images, added, removed }: Done,
  name: string | null,
): Promise<VocabularyResult> {
  return { operation, tag: name === null ? null : await findTag(db, name), images, added, removed };
}

/** Goes through a set in steps of a bounded size. */
export async function inSteps({ step, limit }: Deed, set: ImageSet, work: (tx: Queryable, parts: Part[]) => Promise<unknown>) {
  for (const { parts } of batchesOf(set, limit)) await step((tx) => work(tx, parts));
}

/** The tag of this name. Throws `not_found`, also for an alias, which it spells out: an act on a tag names the tag itself. */
export async function requireTag(db: Queryable, name: string): Promise<TagRow> {
  const tag = await findTagNamed(db, name);
  if (tag) return tag;
  const other = await findTagOfAlias(db, name);
  const hint = other ? `: "${name}" is an alias of "${other.name}"` : "";
  throw new AppError("not_found", `There is no tag "${name}"${hint}`);
}

/** Throws `conflict` where a tag, or an alias of another tag than `own`, has the name. */
export async function requireFree(db: Queryable, name: string, own: TagRow | null): Promise<void> {
  const tag = await findTagNamed(db, name);
  if (tag && tag.id !== own?.id) {
    const instead = own ? `: merge one into the other instead` : "";
    throw new AppError("conflict", `There is a tag "${name}" already${instead}`);
  }
  const other = await findTagOfAlias(db, name);
  if (other && other.id !== own?.id) throw new AppError("conflict", `"${name}" is an alias of "${other.name}" already`);
}
