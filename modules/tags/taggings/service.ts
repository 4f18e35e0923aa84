import { type Database, type Queryable, sqlState } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import { type Asked, type Plan, planDryRun, planEdit } from "./edit_plan.ts";
import { type ImageSet, setOfIds, sizeOf } from "../../shared/bitmap/image_set.ts";
import { batchesOf } from "../../shared/bitmap/wire.ts";
import { perform, type Step } from "../operations/act.ts";
import { continueOperation, finishOperation, lockVocabulary, type NewOperation } from "../operations/repository_operations.ts";
import { findTag } from "../repository.ts";
import { countTaggings, deleteTaggings, findTagIdsOfImage, insertTaggings, lockTags } from "./repository.ts";
import type { OperationResult, Tag, TagOrigin } from "../schemas.ts";
import { recordCreated } from "../vocabulary/change_repository.ts";

/** The images of an edit: their ids, a set, or batches of ids that are read before the edit begins. */
export type ImageIds = number[] | ImageSet | ((db: Queryable) => AsyncIterable<number[]>);

export interface TagEdit {
  imageIds: ImageIds;
  /** Names in their one spelling (`TagName`). */
  add: string[];
  remove: string[];
  origin: TagOrigin;
  /** What the history calls the act (`tag`), and says about it. */
  kind: string;
  summary: string;
  /** Counts what would change, and changes nothing. */
  dryRun?: boolean;
}

const NOTHING: OperationResult = { operation: null, matched: 0, added: 0, removed: 0, skipped: 0 };
/** Where no transaction is the edit's own to end, or nothing is written. */
const UNBOUNDED = 1_000_000;

/**
 * Puts tags on images and takes tags off, as one act that can be undone; see `perform` for how a large one runs. Names that do
 * not exist are created, aliases stand for their tag, and what the added tags imply is added with origin `implied`. Throws
 * `invalid` where a tag is both added and removed, `not_found` where an image does not exist.
 */
export async function editTags(database: Database, edit: TagEdit): Promise<OperationResult> {
  const images = await imageSetOf(database, edit.imageIds);
  if (edit.dryRun) return await countEdit(database, images, edit);
  if (images.size === 0) return NOTHING;
  return await apply(database, edit, images, async (tx) => await planEdit(tx, edit));
}

/** Makes `names`, and what they imply, the only tags of the image. */
export async function replaceTags(database: Database, imageId: number, names: string[]): Promise<OperationResult> {
  const asked: Asked = { add: names, remove: [] };
  const act = { kind: "tag", summary: `Replace the tags of image ${imageId}`, origin: "person", ...asked } as const;
  return await apply(database, act, setOfIds([imageId]), async (tx) => {
    const plan = await planEdit(tx, asked);
    const kept = new Set([...plan.add, ...plan.implied]);
    return { ...plan, remove: (await findTagIdsOfImage(tx, imageId)).filter((id) => !kept.has(id)) };
  });
}

/**
 * Puts tags on images inside a transaction of somebody else's. In the history it goes on with the latest operation where that is
 * the same act: a crawl that nobody interrupts is one.
 */
export async function tagImages(
  tx: Queryable,
  imageIds: number[],
  names: string[],
  { origin, ...act }: NewOperation & { origin: TagOrigin },
): Promise<void> {
  if (imageIds.length === 0 || names.length === 0) return;
  await lockVocabulary(tx, false);
  const plan = await planEdit(tx, { add: names, remove: [] });
  await lockTags(tx, [...plan.add, ...plan.implied]);
  const operationId = await continueOperation(tx, act);
  await recordCreated(tx, operationId, "tag", plan.created);
  await applyPlan((work) => work(tx), setOfIds(imageIds), plan, { origin, operationId, limit: UNBOUNDED });
  await finishOperation(tx, operationId, 0);
}

/** The tag of this name or alias; throws `not_found`. */
export async function getTag(db: Queryable, name: string): Promise<Tag> {
  const tag = await findTag(db, name);
  if (!tag) throw new AppError("not_found", `There is no tag "${name}"`);
  return tag;
}

async function apply(
  database: Database,
  { kind, summary, origin, add, remove }: Pick<TagEdit, "kind" | "summary" | "origin"> & Asked,
  images: ImageSet,
  prepare: (tx: Queryable) => Promise<Plan>,
): Promise<OperationResult> {
  const matched = sizeOf(images);
  let result: OperationResult = NOTHING;
  const { operation } = await perform(database, { kind, summary, taggings: matched * (add.length + remove.length) }, {
    prepare: async (tx, begin) => {
      const plan = await prepare(tx);
      await lockTags(tx, [...plan.add, ...plan.implied, ...plan.remove]);
      await recordCreated(tx, await begin(), "tag", plan.created);
      return plan;
    },
    apply: async (step, operationId, plan, limit) => {
      result = resultOf(matched, plan, await applyPlan(step, images, plan, { origin, operationId, limit }));
    },
  }).catch(explain);
  return { ...result, operation };
}

interface Counts {
  added: number;
  implied: number;
  removed: number;
}

async function applyPlan(
  step: Step,
  images: ImageSet,
  plan: Plan,
  { origin, operationId, limit }: { origin: TagOrigin; operationId: number; limit: number },
): Promise<Counts> {
  const counts: Counts = { added: 0, implied: 0, removed: 0 };
  for (const { parts, images: size } of batchesOf(images, limit)) {
    const inGroups = async (ids: number[], work: (tx: Queryable, ids: number[]) => Promise<number>) => {
      let changed = 0;
      for (const group of groupsOf(ids, Math.max(1, Math.floor(limit / size)))) changed += await step((tx) => work(tx, group));
      return changed;
    };
    counts.removed += await inGroups(plan.remove, (tx, ids) => deleteTaggings(tx, parts, ids, operationId));
    counts.added += await inGroups(plan.add, (tx, ids) => insertTaggings(tx, parts, { tagIds: ids, origin }, operationId));
    counts.implied += await inGroups(
      plan.implied,
      (tx, ids) => insertTaggings(tx, parts, { tagIds: ids, origin: "implied" }, operationId),
    );
  }
  return counts;
}

function* groupsOf(ids: number[], size: number): Generator<number[]> {
  for (let start = 0; start < ids.length; start += size) yield ids.slice(start, start + size);
}

async function countEdit(db: Queryable, images: ImageSet, edit: TagEdit): Promise<OperationResult> {
  const plan = await planDryRun(db, edit);
  const matched = sizeOf(images);
  const counts: Counts = { added: matched * plan.unknownAdds, implied: 0, removed: 0 };
  for (const { parts, images: size } of batchesOf(images, UNBOUNDED)) {
    counts.added += size * plan.add.length - await countTaggings(db, parts, plan.add);
    counts.implied += size * plan.implied.length - await countTaggings(db, parts, plan.implied);
    counts.removed += await countTaggings(db, parts, plan.remove);
  }
  return resultOf(matched, plan, counts);
}

function resultOf(matched: number, plan: Plan, { added, implied, removed }: Counts): OperationResult {
  const asked = matched * (plan.add.length + plan.unknownAdds + plan.remove.length + plan.unknownRemoves);
  return { operation: null, matched, added: added + implied, removed, skipped: asked - added - removed };
}

async function imageSetOf(db: Queryable, imageIds: ImageIds): Promise<ImageSet> {
  if (Array.isArray(imageIds)) return setOfIds(imageIds);
  if (typeof imageIds !== "function") return imageIds;
  const set: ImageSet = new Map();
  for await (const ids of imageIds(db)) setOfIds(ids, set);
  return set;
}

/** What the database's constraints found, in words. */
function explain(error: unknown): never {
  const detail = error instanceof Error && "detail" in error ? String(error.detail) : "";
  const image = /\(image_id\)=\((\d+)\)/.exec(detail)?.[1];
  if (sqlState(error) === "23503" && image) throw new AppError("not_found", `Image ${image} does not exist`, { cause: error });
  throw error;
}
