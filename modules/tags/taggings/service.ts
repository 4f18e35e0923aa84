import type { Description } from "../../history/kinds.ts";
import { perform, performWithin, type RunningOperation } from "../../history/perform.ts";
import { type ImageSet, setOfIds, sizeOf } from "../../shared/bitmap/image_set.ts";
import { batchesOf } from "../../shared/bitmap/wire.ts";
import { type Database, type Queryable, sqlState } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import { groupsOf } from "../../shared/groups.ts";
import { TAG_IMAGES } from "../kinds.ts";
import { TAG_RECORDERS } from "../changes/recorders.ts";
import type { OperationResult, TagOrigin } from "../schemas.ts";
import { recordCreated } from "../changes/vocabulary_repository.ts";
import { lockTags, lockVocabulary } from "../changes/lock_repository.ts";
import { type Plan, planDryRun, planEdit } from "./edit_plan.ts";
import { countTaggings, deleteTaggings, findTagIdsOfImage, insertTaggings } from "./repository.ts";

/** The images to change: their ids, a set, or batches of ids that are read before the operation begins. */
export type ImageIds = number[] | ImageSet | ((db: Queryable) => AsyncIterable<number[]>);

export interface TagEdit {
  imageIds: ImageIds;
  /** Names as they are typed (`TypedName`), also in `remove`. */
  add: string[];
  remove: string[];
  origin: TagOrigin;
  /** Kind and parameters of the operation. */
  description: Description;
  /** Whether to count what would change, and change nothing. */
  dryRun?: boolean;
}

const NOTHING: OperationResult = { operation: null, matched: 0, added: 0, removed: 0, skipped: 0 };
/** Images in one statement of a dry run. */
const UNBOUNDED = 1_000_000;

/**
 * Adds tags to images and removes tags from them, as one operation (`perform`). Creates tags that do not exist, and also adds the
 * tags that the added ones imply, with origin `implied`. Throws `invalid` if a tag is both added and removed, and `not_found` if an
 * image does not exist.
 */
export async function editTags(database: Database, edit: TagEdit): Promise<OperationResult> {
  const images = await imageSetOf(database, edit.imageIds);
  if (edit.dryRun) return await countEdit(database, images, edit);
  if (images.size === 0) return NOTHING;
  return await tagAsOperation(database, images, edit, (tx) => planEdit(tx, edit));
}

/** Makes `names`, and the tags that they imply, the only tags of the image. */
export async function replaceTags(database: Database, imageId: number, names: string[]): Promise<OperationResult> {
  const edit = { add: names, remove: [], origin: "person" as const, description: TAG_IMAGES.of({ replacedOn: imageId }) };
  return await tagAsOperation(database, setOfIds([imageId]), edit, async (tx) => {
    const plan = await planEdit(tx, { add: names, remove: [] });
    const kept = new Set([...plan.add, ...plan.implied]);
    return { ...plan, remove: (await findTagIdsOfImage(tx, imageId)).filter((id) => !kept.has(id)) };
  });
}

/** Adds tags to images as an operation in a transaction of the caller (`performWithin`). */
export async function tagImages(
  tx: Queryable,
  imageIds: number[],
  names: string[],
  { origin, description }: Pick<TagEdit, "origin" | "description">,
): Promise<void> {
  if (imageIds.length === 0 || names.length === 0) return;
  const operation = { ...description, recorders: TAG_RECORDERS, size: imageIds.length * names.length };
  await performWithin(tx, operation, async (operation) => {
    const plan = await begin(operation, (tx) => planEdit(tx, { add: names, remove: [] }));
    await applyPlan(operation, setOfIds(imageIds), plan, origin);
  });
}

/** Makes a plan and applies it in bounded steps, as one operation. All changes of taggings by people come here. */
async function tagAsOperation(
  database: Database,
  images: ImageSet,
  { add, remove, origin, description }: Pick<TagEdit, "add" | "remove" | "origin" | "description">,
  makePlan: (tx: Queryable) => Promise<Plan>,
): Promise<OperationResult> {
  const matched = sizeOf(images);
  const size = matched * (add.length + remove.length);
  try {
    const { operation, result } = await perform(
      database,
      { ...description, recorders: TAG_RECORDERS, size },
      async (operation) => {
        const plan = await begin(operation, makePlan);
        return resultOf(matched, plan, await applyPlan(operation, images, plan, origin));
      },
    );
    return { ...result, operation };
  } catch (error) {
    throw explained(error);
  }
}

/** The first step: makes the plan, locks the tags, and records those that the plan created. */
async function begin(operation: RunningOperation, makePlan: (tx: Queryable) => Promise<Plan>): Promise<Plan> {
  return await operation.step(async (tx) => {
    await lockVocabulary(tx, { alone: false });
    const plan = await makePlan(tx);
    await lockTags(tx, [...plan.add, ...plan.implied, ...plan.remove]);
    await operation.begin(tx);
    await recordCreated(tx, operation.id, "tag", plan.created);
    return plan;
  });
}

interface Counts {
  added: number;
  implied: number;
  removed: number;
}

async function applyPlan(operation: RunningOperation, images: ImageSet, plan: Plan, origin: TagOrigin): Promise<Counts> {
  const { id, limit, step } = operation;
  const counts: Counts = { added: 0, implied: 0, removed: 0 };
  for (const { parts, images: size } of batchesOf(images, limit)) {
    const inGroups = async (tagIds: number[], work: (tx: Queryable, tagIds: number[]) => Promise<number>) => {
      let changed = 0;
      for (const group of groupsOf(tagIds, Math.max(1, Math.floor(limit / size)))) changed += await step((tx) => work(tx, group));
      return changed;
    };
    const put = (origin: TagOrigin) => (tx: Queryable, tagIds: number[]) => insertTaggings(tx, parts, { tagIds, origin }, id);
    counts.removed += await inGroups(plan.remove, (tx, tagIds) => deleteTaggings(tx, parts, tagIds, id));
    counts.added += await inGroups(plan.add, put(origin));
    counts.implied += await inGroups(plan.implied, put("implied"));
  }
  return counts;
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

/** Turns the violation of the foreign key to `image` into `not_found`. Returns other errors unchanged. */
function explained(error: unknown): unknown {
  const detail = error instanceof Error && "detail" in error ? String(error.detail) : "";
  const image = /\(image_id\)=\((\d+)\)/.exec(detail)?.[1];
  return sqlState(error) === "23503" && image
    ? new AppError("not_found", `Image ${image} does not exist`, { cause: error })
    : error;
}
