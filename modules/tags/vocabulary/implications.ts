import type { Database, Queryable } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import { type ImageSet, sizeOf, union, without } from "../../shared/bitmap/image_set.ts";
import { readBitmaps } from "../taggings/bitmap_repository.ts";
import { deleteTaggings, findImpliedIds, insertTaggings } from "../taggings/repository.ts";
import { ADD_IMPLICATION, REMOVE_IMPLICATION } from "../kinds.ts";
import { beginAlone, changeVocabulary, inSteps, requireTag, resultOf } from "./change.ts";
import { findPath } from "./implication_graph.ts";
import { findUnsupported } from "./implied_taggings.ts";
import { deleteEdges, edgeKey, insertEdges, listEdgesFrom, listEdgesOf, listNames } from "./implication_repository.ts";
import { listImplications } from "./list_repository.ts";
import type { TagRow } from "./tag_repository.ts";
import { recordCreated, recordDeleted } from "../changes/vocabulary_repository.ts";
import type { Implications, VocabularyResult } from "./schemas.ts";

interface Pair {
  tag: TagRow;
  implied: TagRow;
}

/** The tags that a tag implies and those that imply it, both directly. Throws `not_found`. */
export async function getImplications(db: Queryable, name: string): Promise<Implications> {
  const { id } = await requireTag(db, name);
  return { implies: await listImplications(db, id, "implies"), impliedBy: await listImplications(db, id, "impliedBy") };
}

/**
 * Makes a tag imply another. Every image with the tag gets the other, and the tags that the other implies, with origin `implied`.
 * Throws `invalid` for a cycle, which the error names, and `conflict` if the tag implies the other already.
 */
export async function addImplication(
  database: Database,
  name: string,
  { implies, dryRun }: { implies: string; dryRun: boolean },
): Promise<VocabularyResult> {
  const pair = await requireNew(database, name, implies);
  const targets = await targetsOf(database, pair);
  if (dryRun) return await countAddition(database, pair, targets);
  const done = await changeVocabulary(database, ADD_IMPLICATION.of({ tag: name, implied: implies }), async (operation) => {
    const { tag, implied } = await beginAlone(operation, (tx) => requireNew(tx, name, implies));
    const [carriers, ids] = await operation.step(async (tx) => {
      const edge = { tagId: tag.id, impliedId: implied.id };
      await insertEdges(tx, [edge]);
      await recordCreated(tx, operation.id, "implication", [edgeKey(edge)]);
      return [await readBitmaps(tx, [tag.id]), await targetsOf(tx, { tag, implied })] as const;
    });
    for (const id of ids) {
      const tags = { tagIds: [id], origin: "implied" as const };
      await inSteps(operation, carriers, (tx, parts) => insertTaggings(tx, parts, tags, operation.id));
    }
  }, pair.tag.imageCount * targets.length);
  return await resultOf(database, done, name);
}

/**
 * Makes a tag no longer imply another. With `taggings: "remove"`, removes the taggings that nothing implies any more: those with
 * origin `implied` that no other tag of the image implies. Throws `not_found`.
 */
export async function removeImplication(
  database: Database,
  name: string,
  implied: string,
  { taggings, dryRun }: { taggings: "keep" | "remove"; dryRun: boolean },
): Promise<VocabularyResult> {
  const pair = await requireKnown(database, name, implied);
  const targets = taggings === "remove" ? await targetsOf(database, pair) : [];
  if (dryRun) return await countRemoval(database, pair, taggings);
  const done = await changeVocabulary(database, REMOVE_IMPLICATION.of({ tag: name, implied }), async (operation) => {
    const pair = await beginAlone(operation, (tx) => requireKnown(tx, name, implied));
    const unsupported = await operation.step(async (tx) => {
      const edge = { tagId: pair.tag.id, impliedId: pair.implied.id };
      const found = taggings === "remove" ? await findUnsupported(tx, edge) : new Map<number, ImageSet>();
      await recordDeleted(tx, operation.id, "implication", [edgeKey(edge)]);
      await deleteEdges(tx, [edge]);
      return found;
    });
    for (const [id, images] of unsupported) {
      await inSteps(operation, images, (tx, parts) => deleteTaggings(tx, parts, [id], operation.id));
    }
  }, pair.tag.imageCount * targets.length);
  return await resultOf(database, done, name);
}

/** Ids of the implied tag and of all tags that it implies in turn. */
async function targetsOf(db: Queryable, { tag, implied }: Pair): Promise<number[]> {
  const further = await findImpliedIds(db, [implied.id]);
  return [...new Set([implied.id, ...further])].filter((id) => id !== tag.id);
}

async function requirePair(db: Queryable, name: string, implied: string): Promise<Pair> {
  return { tag: await requireTag(db, name), implied: await requireTag(db, implied) };
}

async function requireNew(db: Queryable, name: string, implied: string): Promise<Pair> {
  const pair = await requirePair(db, name, implied);
  if (pair.tag.id === pair.implied.id) throw new AppError("invalid", `"${name}" cannot imply itself`);
  const path = findPath(await listEdgesFrom(db, pair.implied.id), pair.implied.id, pair.tag.id);
  if (path !== null) {
    const names = await listNames(db, path);
    const cycle = [pair.tag.id, ...path].map((id) => names.get(id) ?? "?").join(" -> ");
    throw new AppError("invalid", `"${name}" cannot imply "${implied}", because the implications would form a cycle: ${cycle}`);
  }
  if (await isKnown(db, pair)) throw new AppError("conflict", `"${name}" implies "${implied}" already`);
  return pair;
}

async function requireKnown(db: Queryable, name: string, implied: string): Promise<Pair> {
  const pair = await requirePair(db, name, implied);
  if (!await isKnown(db, pair)) throw new AppError("not_found", `"${name}" does not imply "${implied}" directly`);
  return pair;
}

async function isKnown(db: Queryable, { tag, implied }: Pair): Promise<boolean> {
  return (await listEdgesOf(db, tag.id)).some(({ tagId, impliedId }) => tagId === tag.id && impliedId === implied.id);
}

async function countAddition(db: Queryable, { tag }: Pair, targets: number[]): Promise<VocabularyResult> {
  const carriers = await readBitmaps(db, [tag.id]);
  const fresh: ImageSet[] = [];
  for (const id of targets) fresh.push(without(carriers, await readBitmaps(db, [id])));
  return await counted(db, tag.name, fresh, "added");
}

async function countRemoval(db: Queryable, { tag, implied }: Pair, taggings: "keep" | "remove"): Promise<VocabularyResult> {
  const unsupported = taggings === "remove" ? await findUnsupported(db, { tagId: tag.id, impliedId: implied.id }) : new Map();
  return await counted(db, tag.name, [...unsupported.values()], "removed");
}

async function counted(db: Queryable, name: string, sets: ImageSet[], side: "added" | "removed"): Promise<VocabularyResult> {
  const taggings = sets.reduce((sum, set) => sum + sizeOf(set), 0);
  const images = sizeOf(sets.reduce((all, set) => union(all, set), new Map()));
  return await resultOf(db, { operation: null, images, added: 0, removed: 0, [side]: taggings }, name);
}
