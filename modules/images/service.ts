import { z } from "zod";
import type { Database, Queryable } from "../shared/database/handle.ts";
import { AppError } from "../shared/errors.ts";
import { cutPage, decodeCursor } from "../shared/page.ts";
import { findTaggings } from "../tags/repository.ts";
import { type OperationResult, spellName, type Tagging } from "../tags/schemas.ts";
import { editTags, replaceTags } from "../tags/service.ts";
import { editFields } from "./operations/service.ts";
import { type PlannedTerm, planSearch, planSelection } from "./plan.ts";
import { countSources, findImage, findMissingIds, findNewestSources, findVariants, withUrls } from "./repository_images.ts";
import { type Condition, countMatching, findMatchingImages, listMatchingIds, summariseMatching } from "./repository_search.ts";
import type {
  BulkTagging,
  EditedImage,
  Image,
  ImageEdit,
  ImagePage,
  ImageQuery,
  Selection,
  SelectionSummary,
} from "./schemas.ts";

/** Ids of the images next to one in a result. */
export interface Neighbours {
  newer: number | null;
  older: number | null;
}

/** Counting stops here: beyond it people are told "more than". */
const COUNTED = 10_000;
const SOURCES_SHOWN = 200;
const VARIANTS_SHOWN = 100;
const TAGS_SUMMARISED = 1_000;
const BATCH = 10_000;
const SUMMARY_LENGTH = 200;

/** The newest images that match; where none does, how many each term alone finds. Throws `malformed` on a syntax error. */
export async function searchImages(db: Queryable, { q, limit, cursor }: ImageQuery): Promise<ImagePage> {
  const [before = null] = decodeCursor(cursor, z.tuple([z.number().int()])) ?? [];
  const { terms, conditions } = await planSearch(db, q);
  const [rows, counted] = conditions === null ? [[], 0] : await Promise.all([
    findMatchingImages(db, conditions, { before, limit: limit + 1 }),
    countMatching(db, conditions, COUNTED + 1),
  ]);
  return {
    ...cutPage(rows.map((row) => withUrls(row)), limit, ({ id }) => [id]),
    count: { value: Math.min(counted, COUNTED), exact: counted <= COUNTED },
    terms: counted === 0 ? await countTerms(db, terms) : [],
  };
}

/** One image with everything that is known about it; throws `not_found`. */
export async function getImage(db: Queryable, id: number): Promise<Image> {
  const row = await findImage(db, id);
  if (!row) throw missing([id]);
  const [tags, sources, sourceCount, variants] = await Promise.all([
    findTaggings(db, id),
    findNewestSources(db, id, SOURCES_SHOWN),
    countSources(db, id),
    findVariants(db, id, VARIANTS_SHOWN),
  ]);
  return { ...withUrls(row), tags, sources, sourceCount, variants };
}

/** The images before and after this one among those that match, newest first as the gallery shows them. */
export async function findNeighbours(db: Queryable, id: number, q: string): Promise<Neighbours> {
  const { conditions } = await planSearch(db, q);
  if (conditions === null) return { newer: null, older: null };
  const [[newer = null], [older = null]] = await Promise.all([
    listMatchingIds(db, conditions, { after: id, limit: 1 }),
    listMatchingIds(db, conditions, { before: id, limit: 1 }),
  ]);
  return { newer, older };
}

export async function editImage(database: Database, id: number, edit: ImageEdit): Promise<EditedImage> {
  const operation = await editFields(database, id, edit);
  return { ...await getImage(database, id), operation };
}

export async function getImageTags(db: Queryable, id: number): Promise<Tagging[]> {
  await requireImages(db, [id]);
  return await findTaggings(db, id);
}

export async function addImageTags(database: Database, id: number, names: string[]): Promise<OperationResult> {
  return await bulkTag(database, { select: { ids: [id] }, add: names, remove: [], dryRun: false });
}

export async function replaceImageTags(database: Database, id: number, names: string[]): Promise<OperationResult> {
  await requireImages(database, [id]);
  return await replaceTags(database, id, names);
}

/** Throws `not_found` also where the image does not carry the tag. */
export async function removeImageTag(database: Database, id: number, name: string): Promise<OperationResult> {
  const result = await bulkTag(database, { select: { ids: [id] }, add: [], remove: [name], dryRun: false });
  if (result.removed === 0) throw new AppError("not_found", `Image ${id} does not carry the tag "${name}"`);
  return result;
}

/** Adds and removes tags on many images as one operation. By ids: throws `not_found`, changing nothing, where one is unknown. */
export async function bulkTag(database: Database, { select, add, remove, dryRun }: BulkTagging): Promise<OperationResult> {
  if (add.length + remove.length === 0) throw new AppError("invalid", `Name at least one tag in "add" or in "remove"`);
  const edit = { add, remove, dryRun, origin: "person", kind: "tag", summary: describe(add, remove) } as const;
  if ("ids" in select) {
    await requireImages(database, select.ids);
    return await editTags(database, { ...edit, imageIds: select.ids });
  }
  const conditions = await planSelection(database, select);
  return await editTags(database, { ...edit, imageIds: conditions === null ? [] : (tx) => batchesOf(tx, conditions) });
}

/** Which tags the selected images carry, the most frequent first. */
export async function summarise(db: Queryable, select: Selection): Promise<SelectionSummary> {
  if ("ids" in select) await requireImages(db, select.ids);
  const conditions = await planSelection(db, select);
  return conditions === null ? { total: 0, tags: [] } : await summariseMatching(db, conditions, TAGS_SUMMARISED);
}

/** How many images each term finds by itself; but for tags, counting stops where it does for the whole. */
async function countTerms(db: Queryable, terms: PlannedTerm[]): Promise<ImagePage["terms"]> {
  const countOne = async ({ condition, imageCount }: PlannedTerm) =>
    imageCount ?? await countMatching(db, condition ? [condition] : [], COUNTED);
  return await Promise.all(terms.map(async (term) => ({ term: term.text, count: await countOne(term) })));
}

async function requireImages(db: Queryable, ids: number[]): Promise<void> {
  const unknown = await findMissingIds(db, ids);
  if (unknown.length > 0) throw missing(unknown);
}

const IDS_NAMED = 20;

function missing(ids: number[]): AppError {
  if (ids.length === 1) return new AppError("not_found", `Image ${ids[0]} does not exist`);
  const more = ids.length > IDS_NAMED ? ` and ${ids.length - IDS_NAMED} more` : "";
  return new AppError("not_found", `Images ${ids.slice(0, IDS_NAMED).join(", ")}${more} do not exist`);
}

/** Newest first, so that images which arrive meanwhile, or leave the result by the edit itself, disturb nothing. */
async function* batchesOf(tx: Queryable, conditions: Condition[]): AsyncGenerator<number[]> {
  for (let before: number | null = null;;) {
    const ids: number[] = await listMatchingIds(tx, conditions, { before, limit: BATCH });
    if (ids.length > 0) yield ids;
    if (ids.length < BATCH) return;
    before = ids.at(-1) ?? null;
  }
}

function describe(add: string[], remove: string[]): string {
  const parts = [["add", add], ["remove", remove]] as const;
  const text = parts.filter(([, names]) => names.length > 0).map(([verb, names]) =>
    `${verb} ${[...new Set(names.map(spellName))].join(", ")}`
  )
    .join("; ");
  const cut = text.length > SUMMARY_LENGTH ? `${text.slice(0, SUMMARY_LENGTH - 1)}…` : text;
  return cut.charAt(0).toUpperCase() + cut.slice(1);
}
