import { inside, type RunningOperation } from "../../history/perform.ts";
import type { Database, Queryable } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import { type ImageSet, setOfIds, sizeOf, union, without } from "../../shared/bitmap/image_set.ts";
import { readBitmaps } from "../taggings/bitmap_repository.ts";
import { copyTaggings, deleteTaggings, findImpliedIds, insertTaggings } from "../taggings/repository.ts";
import { MERGE_TAGS } from "../kinds.ts";
import { beginAlone, changeVocabulary, inSteps, requireTag, resultOf } from "./change.ts";
import { deleteEdges, type Edge, edgeKey, insertEdges, listEdgesOf, listImplying } from "./implication_repository.ts";
import { insertAliases, listAliasNames, moveAliases, type TagRow } from "./tag_repository.ts";
import { recordChanged, recordCreated, recordDeleted } from "../changes/vocabulary_repository.ts";
import type { VocabularyResult } from "./schemas.ts";
import { dropTag } from "./tags.ts";

interface Pair {
  from: TagRow;
  to: TagRow;
}

/**
 * Merges a tag into another: moves its taggings with their origins, makes its name and aliases aliases of the other, and moves its
 * implications, except those that would form a cycle. Then adds what the other implies to its images. Throws `not_found`.
 */
export async function mergeTags(
  database: Database,
  name: string,
  { into, dryRun }: { into: string; dryRun: boolean },
): Promise<VocabularyResult> {
  const pair = await requirePair(database, name, into);
  if (dryRun) return await countMerge(database, pair);
  const moved = 2 * pair.from.imageCount + pair.to.imageCount;
  const done = await changeVocabulary(database, MERGE_TAGS.of({ from: name, into }), async (operation) => {
    await merge(operation, await beginAlone(operation, (tx) => requirePair(tx, name, into)));
  }, moved);
  return await resultOf(database, done, into);
}

async function requirePair(db: Queryable, name: string, into: string): Promise<Pair> {
  const pair = { from: await requireTag(db, name), to: await requireTag(db, into) };
  if (pair.from.id === pair.to.id) throw new AppError("invalid", `"${name}" cannot be merged into itself`);
  return pair;
}

async function merge(operation: RunningOperation, pair: Pair): Promise<void> {
  await operation.step((tx) => moveEdges(tx, operation.id, pair));
  await moveTaggings(operation, pair);
  const implied = await operation.step((tx) => findImpliedIds(tx, [pair.to.id]));
  const carriers = implied.length > 0 ? await operation.step((tx) => readBitmaps(tx, [pair.to.id])) : new Map();
  for (const id of implied) {
    const tags = { tagIds: [id], origin: "implied" as const };
    await inSteps(operation, carriers, (tx, parts) => insertTaggings(tx, parts, tags, operation.id));
  }
  await operation.step(async (tx) => {
    // A crawl may have used the old name between the steps.
    await moveTaggings(inside(operation, tx), pair);
    const aliases = await listAliasNames(tx, pair.from.id);
    await recordChanged(tx, operation.id, "alias", aliases, () => moveAliases(tx, pair.from.id, pair.to.id));
    await dropTag(tx, operation.id, pair.from.id);
    await insertAliases(tx, [pair.from.name], pair.to.id);
    await recordCreated(tx, operation.id, "alias", [pair.from.name]);
  });
}

async function moveTaggings(operation: RunningOperation, { from, to }: Pair): Promise<void> {
  const carriers = await operation.step((tx) => readBitmaps(tx, [from.id]));
  await inSteps(operation, carriers, async (tx, parts) => {
    await copyTaggings(tx, parts, { from: from.id, to: to.id }, operation.id);
    await deleteTaggings(tx, parts, [from.id], operation.id);
  });
}

async function moveEdges(tx: Queryable, operationId: number, pair: Pair): Promise<void> {
  const old = await listEdgesOf(tx, pair.from.id);
  await recordDeleted(tx, operationId, "implication", old.map(edgeKey));
  await deleteEdges(tx, old);
  const moved = await movedEdges(tx, old, pair);
  await insertEdges(tx, moved);
  await recordCreated(tx, operationId, "implication", moved.map(edgeKey));
}

/** The implications of `from` as those of `to`, without those that exist, imply themselves, or would form a cycle. */
async function movedEdges(db: Queryable, old: Edge[], { from, to }: Pair): Promise<Edge[]> {
  const known = new Set((await listEdgesOf(db, to.id)).map(edgeKey));
  const [above, below] = [new Set(await listImplying(db, to.id, null)), new Set(await findImpliedIds(db, [to.id]))];
  return old.map(({ tagId, impliedId }) => ({
    tagId: tagId === from.id ? to.id : tagId,
    impliedId: impliedId === from.id ? to.id : impliedId,
  })).filter((edge) => {
    const isCycle = edge.tagId === to.id ? above.has(edge.impliedId) : below.has(edge.tagId);
    return edge.tagId !== edge.impliedId && !isCycle && !known.has(edgeKey(edge));
  });
}

async function countMerge(db: Queryable, { from, to }: Pair): Promise<VocabularyResult> {
  const [source, target] = [await readBitmaps(db, [from.id]), await readBitmaps(db, [to.id])];
  const all = union(source, target);
  const implied = new Set(await impliedAfter(db, { from, to }));
  let added = sizeOf(without(source, target));
  let touched: ImageSet = union(source, setOfIds([]));
  for (const id of implied) {
    const fresh = without(all, await readBitmaps(db, [id]));
    added += sizeOf(fresh);
    touched = union(touched, fresh);
  }
  const done = { operation: null, images: sizeOf(touched), added, removed: sizeOf(source) };
  return await resultOf(db, done, to.name);
}

/** Ids of the tags that the merged tag will imply. */
async function impliedAfter(db: Queryable, pair: Pair): Promise<number[]> {
  const moved = await movedEdges(db, await listEdgesOf(db, pair.from.id), pair);
  const own = moved.filter(({ tagId }) => tagId === pair.to.id).map(({ impliedId }) => impliedId);
  const further = await findImpliedIds(db, [pair.to.id, ...own]);
  return [...own, ...further].filter((id) => id !== pair.from.id && id !== pair.to.id);
}
