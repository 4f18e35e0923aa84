import { type Database, type Queryable, sqlState } from "../shared/database/handle.ts";
import { AppError } from "../shared/errors.ts";
import { findTag } from "./repository.ts";
import {
  countTaggings,
  deleteOperation,
  deleteTaggings,
  findImpliedIds,
  findTagIds,
  findTagIdsOfImage,
  insertOperation,
  insertTaggings,
  insertTags,
  lockTags,
} from "./repository_taggings.ts";
import type { OperationResult, Tag, TagOrigin } from "./schemas.ts";

/** The images of an edit: their ids, or batches of ids that are read in the edit's own transaction. */
export type ImageIds = number[] | ((tx: Queryable) => AsyncIterable<number[]>);

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

/** The tags of an edit, with ids. `unknown` counts names that no tag has: new ones in a dry run, or not there to remove. */
interface Plan {
  add: number[];
  implied: number[];
  remove: number[];
  unknownAdds: number;
  unknownRemoves: number;
}

type Counts = Pick<OperationResult, "matched" | "added" | "removed" | "skipped">;

/**
 * Puts tags on images and takes tags off, as one act that can be undone. Names that do not exist are created, aliases
 * stand for their tag, and what the added tags imply is added with origin `implied`. Throws `invalid` where a tag is both
 * added and removed, `not_found` where an image does not exist.
 */
export async function editTags(database: Database, edit: TagEdit): Promise<OperationResult> {
  return await database.transaction((tx) => edit.dryRun ? countEdit(tx, edit) : applyEdit(tx, edit)).catch(explain);
}

/** Makes `names`, and what they imply, the only tags of the image. */
export async function replaceTags(database: Database, imageId: number, names: string[]): Promise<OperationResult> {
  return await database.transaction(async (tx) => {
    const { add, implied } = await planOf(tx, { add: names, remove: [] }, insertTags);
    const before = await findTagIdsOfImage(tx, imageId);
    const kept = new Set([...add, ...implied]);
    const remove = before.filter((id) => !kept.has(id));
    await lockTags(tx, [...kept, ...remove]);
    const act = { kind: "tag", summary: `Replace the tags of image ${imageId}`, origin: "person" as const };
    return await applyPlan(tx, [[imageId]], { add, implied, remove, unknownAdds: 0, unknownRemoves: 0 }, act);
  }).catch(explain);
}

/** Puts tags on images inside a transaction of somebody else's, without a record in the history. */
export async function tagImages(tx: Queryable, imageIds: number[], names: string[], origin: TagOrigin): Promise<void> {
  if (imageIds.length === 0 || names.length === 0) return;
  const { add, implied } = await planOf(tx, { add: names, remove: [] }, insertTags);
  await lockTags(tx, [...add, ...implied]);
  await insertTaggings(tx, imageIds, { tagIds: add, origin }, null);
  await insertTaggings(tx, imageIds, { tagIds: implied, origin: "implied" }, null);
}

/** The tag of this name or alias; throws `not_found`. */
export async function getTag(db: Queryable, name: string): Promise<Tag> {
  const tag = await findTag(db, name);
  if (!tag) throw new AppError("not_found", `There is no tag "${name}"`);
  return tag;
}

async function applyEdit(tx: Queryable, edit: TagEdit): Promise<OperationResult> {
  const batches = await startOf(batchesOf(tx, edit.imageIds));
  if (!batches) return { operation: null, matched: 0, added: 0, removed: 0, skipped: 0 };
  const plan = await planOf(tx, edit, insertTags);
  await lockTags(tx, [...plan.add, ...plan.implied, ...plan.remove]);
  return await applyPlan(tx, batches, plan, edit);
}

async function applyPlan(
  tx: Queryable,
  batches: Iterable<number[]> | AsyncIterable<number[]>,
  plan: Plan,
  { kind, summary, origin }: Pick<TagEdit, "kind" | "summary" | "origin">,
): Promise<OperationResult> {
  const operationId = await insertOperation(tx, { kind, summary });
  const total: Counts = { matched: 0, added: 0, removed: 0, skipped: 0 };
  for await (const ids of batches) {
    const removed = await deleteTaggings(tx, ids, plan.remove, operationId);
    const added = await insertTaggings(tx, ids, { tagIds: plan.add, origin }, operationId);
    const implied = await insertTaggings(tx, ids, { tagIds: plan.implied, origin: "implied" }, operationId);
    count(total, ids.length, plan, { added, implied, removed });
  }
  if (total.added + total.removed > 0) return { operation: { id: operationId, summary }, ...total };
  await deleteOperation(tx, operationId);
  return { operation: null, ...total };
}

async function countEdit(tx: Queryable, edit: TagEdit): Promise<OperationResult> {
  const plan = await planOf(tx, edit, () => Promise.resolve());
  const total: Counts = { matched: 0, added: 0, removed: 0, skipped: 0 };
  for await (const ids of batchesOf(tx, edit.imageIds)) {
    const added = ids.length * (plan.add.length + plan.unknownAdds) - await countTaggings(tx, ids, plan.add);
    const implied = ids.length * plan.implied.length - await countTaggings(tx, ids, plan.implied);
    const removed = await countTaggings(tx, ids, plan.remove);
    count(total, ids.length, plan, { added, implied, removed });
  }
  return { operation: null, ...total };
}

function count(total: Counts, images: number, plan: Plan, batch: { added: number; implied: number; removed: number }): void {
  const asked = images * (plan.add.length + plan.unknownAdds + plan.remove.length + plan.unknownRemoves);
  total.matched += images;
  total.added += batch.added + batch.implied;
  total.removed += batch.removed;
  total.skipped += asked - batch.added - batch.removed;
}

async function planOf(
  tx: Queryable,
  { add, remove }: { add: string[]; remove: string[] },
  create: (tx: Queryable, names: string[]) => Promise<void>,
): Promise<Plan> {
  const known = await findTagIds(tx, [...add, ...remove]);
  const missing = add.filter((name) => !known.some((tag) => tag.name === name));
  if (missing.length > 0) {
    await create(tx, missing);
    known.push(...await findTagIds(tx, missing));
  }
  const byName = new Map(known.map(({ name, id }) => [name, id]));
  const addIds = idsOf(byName, add);
  const removeIds = idsOf(byName, remove);
  const twice = remove.find((name) => add.includes(name) || addIds.has(byName.get(name) ?? -1));
  if (twice !== undefined) throw new AppError("invalid", `"${twice}" is both added and removed: name it in one of the two lists`);
  const implied = addIds.size > 0 ? await findImpliedIds(tx, [...addIds]) : [];
  return {
    add: [...addIds],
    implied: implied.filter((id) => !addIds.has(id) && !removeIds.has(id)),
    remove: [...removeIds],
    unknownAdds: new Set(add.filter((name) => !byName.has(name))).size,
    unknownRemoves: new Set(remove.filter((name) => !byName.has(name))).size,
  };
}

function idsOf(byName: Map<string, number>, names: string[]): Set<number> {
  return new Set(names.flatMap((name) => byName.get(name) ?? []));
}

const BATCH = 10_000;

async function* batchesOf(tx: Queryable, imageIds: ImageIds): AsyncGenerator<number[]> {
  if (typeof imageIds === "function") return yield* imageIds(tx);
  const unique = [...new Set(imageIds)];
  for (let start = 0; start < unique.length; start += BATCH) yield unique.slice(start, start + BATCH);
}

/** The same batches, once it is known that there is one: an edit of no image creates no tag. */
async function startOf(batches: AsyncGenerator<number[]>): Promise<AsyncIterable<number[]> | null> {
  const first = await batches.next();
  if (first.done) return null;
  return (async function* () {
    yield first.value;
    yield* batches;
  })();
}

/** What the database's constraints found, in words. */
function explain(error: unknown): never {
  const detail = error instanceof Error && "detail" in error ? String(error.detail) : "";
  const image = /\(image_id\)=\((\d+)\)/.exec(detail)?.[1];
  if (sqlState(error) === "23503" && image) throw new AppError("not_found", `Image ${image} does not exist`, { cause: error });
  throw error;
}
