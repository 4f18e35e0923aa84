import type { Database, Queryable } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import { type ImageSet, sizeOf, union, without } from "../../shared/bitmap/image_set.ts";
import { readBitmaps } from "../taggings/bitmap_repository.ts";
import { deleteTaggings, findImpliedIds, insertTaggings } from "../taggings/repository.ts";
import { changeVocabulary, inSteps, requireTag, resultOf } from "./act.ts";
import { findWay } from "./circle.ts";
import { findUnsupported } from "./implied_taggings.ts";
import { deleteEdges, edgeKey, insertEdges, listEdgesFrom, listEdgesOf, listNames } from "./implication_repository.ts";
import { listImplications } from "./list_repository.ts";
import type { TagRow } from "./tag_repository.ts";
import { recordCreated, recordDeleted } from "./change_repository.ts";
import type { Implications, VocabularyResult } from "./schemas.ts";

interface Pair {
  tag: TagRow;
  implied: TagRow;
}

/** What a tag implies and what implies it, directly. Throws `not_found`. */
export async function getImplications(db: Queryable, name: string): Promise<Implications> {
  const { id } = await requireTag(db, name);
  return { implies: await listImplications(db, id, "implies"), impliedBy: await listImplications(db, id, "impliedBy") };
}

/**
 * Makes a tag imply another, for what is tagged already as well: every image that carries the tag gets the other, and what that
 * implies, with origin `implied`. Throws `invalid` for a circle, which it spells out, `conflict` where it is so already.
 */
export async function addImplication(
  database: Database,
  name: string,
  { implies, dryRun }: { implies: string; dryRun: boolean },
): Promise<VocabularyResult> {
  const pair = await requireNew(database, name, implies);
  const targets = await targetsOf(database, pair);
  if (dryRun) return await countAddition(database, pair, targets);
  const done = await changeVocabulary(database, {
    kind: "add_implication",
    summary: `Let ${name} imply ${implies}`,
    detail: { tag: name, implies },
    taggings: pair.tag.imageCount * targets.length,
    check: (tx) => requireNew(tx, name, implies),
    change: async (deed, pair) => {
      const edge = { tagId: pair.tag.id, impliedId: pair.implied.id };
      const [carriers, ids] = await deed.step(async (tx) => {
        await insertEdges(tx, [edge]);
        await recordCreated(tx, deed.operationId, "implication", [edgeKey(edge)]);
        return [await readBitmaps(tx, [pair.tag.id]), await targetsOf(tx, pair)] as const;
      });
      for (const id of ids) {
        await inSteps(
          deed,
          carriers,
          (tx, parts) => insertTaggings(tx, parts, { tagIds: [id], origin: "implied" }, deed.operationId),
        );
      }
    },
  });
  return await resultOf(database, done, name);
}

/**
 * Lets a tag no longer imply another. With `taggings: "remove"`, what was put on images for that alone goes: taggings of origin
 * `implied` that no other tag of the image implies. Throws `not_found`.
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
  const done = await changeVocabulary(database, {
    kind: "remove_implication",
    summary: `Let ${name} no longer imply ${implied}`,
    detail: { tag: name, implied },
    taggings: pair.tag.imageCount * targets.length,
    check: (tx) => requireKnown(tx, name, implied),
    change: async (deed, pair) => {
      const edge = { tagId: pair.tag.id, impliedId: pair.implied.id };
      const doomed = await deed.step(async (tx) => {
        const found = taggings === "remove" ? await findUnsupported(tx, edge) : new Map<number, ImageSet>();
        await recordDeleted(tx, deed.operationId, "implication", [edgeKey(edge)]);
        await deleteEdges(tx, [edge]);
        return found;
      });
      for (const [id, images] of doomed) {
        await inSteps(deed, images, (tx, parts) => deleteTaggings(tx, parts, [id], deed.operationId));
      }
    },
  });
  return await resultOf(database, done, name);
}

/** The implied tag and everything that it implies in turn. */
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
  const onward = await listEdgesFrom(db, pair.implied.id);
  const way = findWay(onward, pair.implied.id, pair.tag.id);
  if (way !== null) {
    const names = await listNames(db, way);
    const circle = [pair.tag.id, ...way].map((id) => names.get(id) ?? "?").join(" -> ");
    throw new AppError("invalid", `"${name}" cannot imply "${implied}": that would close a circle, ${circle}`);
  }
  if (await isKnown(db, pair)) throw new AppError("conflict", `"${name}" implies "${implied}" already`);
  return pair;
}

async function requireKnown(db: Queryable, name: string, implied: string): Promise<Pair> {
  const pair = await requirePair(db, name, implied);
  if (!await isKnown(db, pair)) throw new AppError("not_found", `"${name}" does not imply "${implied}" itself`);
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
  const doomed = taggings === "remove" ? await findUnsupported(db, { tagId: tag.id, impliedId: implied.id }) : new Map();
  return await counted(db, tag.name, [...doomed.values()], "removed");
}

async function counted(db: Queryable, name: string, sets: ImageSet[], side: "added" | "removed"): Promise<VocabularyResult> {
  const taggings = sets.reduce((sum, set) => sum + sizeOf(set), 0);
  const images = sizeOf(sets.reduce((all, set) => union(all, set), new Map()));
  return await resultOf(db, { operation: null, changed: false, images, added: 0, removed: 0, [side]: taggings }, name);
}
