import type { Database, Queryable } from "../shared/database/handle.ts";
import type { ImageSet } from "../shared/bitmap/image_set.ts";
import { AppError } from "../shared/errors.ts";
import { shownNames, TAG_IMAGES } from "../tags/kinds.ts";
import { findTaggings } from "../tags/repository.ts";
import { type OperationResult, spellName, type Tagging } from "../tags/schemas.ts";
import { editTags, replaceTags } from "../tags/taggings/service.ts";
import { editImageFields } from "./fields/service.ts";
import type { FieldValues } from "./fields/schemas.ts";
import { missingImages, requireImages } from "./require_images.ts";
import { countSources, findImage, findNewestSources, findVariants, withUrls } from "./repository.ts";
import type { EditedImage, Image } from "./schemas.ts";

/** Tags to add and to remove. */
export interface TagChanges {
  add: string[];
  remove: string[];
  dryRun: boolean;
}

const SOURCES_SHOWN = 200;
const VARIANTS_SHOWN = 100;

/** One image with its tags, sources and variants. Throws `not_found`. */
export async function getImage(db: Queryable, id: number): Promise<Image> {
  const row = await findImage(db, id);
  if (!row) throw missingImages([id]);
  const [tags, sources, sourceCount, variants] = await Promise.all([
    findTaggings(db, id),
    findNewestSources(db, id, SOURCES_SHOWN),
    countSources(db, id),
    findVariants(db, id, VARIANTS_SHOWN),
  ]);
  return { ...withUrls(row), tags, sources, sourceCount, variants };
}

/** Sets fields of an image. Throws `not_found`. */
export async function editImage(database: Database, id: number, edit: FieldValues): Promise<EditedImage> {
  const operation = await editImageFields(database, id, edit);
  return { ...await getImage(database, id), operation };
}

export async function getImageTags(db: Queryable, id: number): Promise<Tagging[]> {
  await requireImages(db, [id]);
  return await findTaggings(db, id);
}

export async function addImageTags(database: Database, id: number, names: string[]): Promise<OperationResult> {
  return await editImageTags(database, [id], { add: names, remove: [], dryRun: false });
}

export async function replaceImageTags(database: Database, id: number, names: string[]): Promise<OperationResult> {
  await requireImages(database, [id]);
  return await replaceTags(database, id, names);
}

/** Removes a tag from an image. Throws `not_found`, also if the image does not have the tag. */
export async function removeImageTag(database: Database, id: number, name: string): Promise<OperationResult> {
  const result = await editImageTags(database, [id], { add: [], remove: [name], dryRun: false });
  if (result.removed === 0) throw new AppError("not_found", `Image ${id} does not have the tag "${name}"`);
  return result;
}

/**
 * Adds tags to images and removes tags from them, as one operation. Images are given by their ids or as a set. Throws `not_found`,
 * before any change, if an image of the given ids does not exist.
 */
export async function editImageTags(
  database: Database,
  images: number[] | ImageSet,
  { add, remove, dryRun }: TagChanges,
): Promise<OperationResult> {
  if (add.length + remove.length === 0) throw new AppError("invalid", `Name at least one tag in "add" or in "remove"`);
  if (Array.isArray(images)) await requireImages(database, images);
  const description = TAG_IMAGES.of({ add: shownNames(add, spellName), remove: shownNames(remove, spellName) });
  const edit = { add, remove, dryRun, origin: "person", description } as const;
  return await editTags(database, { ...edit, imageIds: images });
}
