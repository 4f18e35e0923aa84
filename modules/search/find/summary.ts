import type { Queryable } from "../../shared/database/handle.ts";
import { idsOf, type ImageSet, setOfIds, sizeOf } from "../../shared/bitmap/image_set.ts";
import type { SelectionSummary } from "../schemas.ts";
import { countTagsInSet, countTagsOfImages } from "./tag_count_repository.ts";

/** The tags of at most this many images are counted by rows. This is also the size of the sample of a larger set. */
const COUNTED = 2_000;
const TAGS = 1_000;
/** In a larger set, this many tags of a sample are counted by their bitmaps. */
const SAMPLED_TAGS = 200;

/** Returns the tags of the images with their counts. For a large set, these are the most frequent tags of a sample. */
export async function summariseSet(db: Queryable, set: ImageSet): Promise<SelectionSummary["tags"]> {
  if (sizeOf(set) <= COUNTED) return await countTagsOfImages(db, [...idsOf(set)], TAGS);
  const sample = await countTagsOfImages(db, sampleOf(set), SAMPLED_TAGS);
  return await countTagsInSet(db, set, sample.map(({ name }) => name));
}

/** Takes images at equal distances from the whole set. */
function sampleOf(set: ImageSet): number[] {
  const every = Math.floor(sizeOf(set) / COUNTED);
  const sample: number[] = [];
  let index = 0;
  for (const id of idsOf(set)) if (index++ % every === 0) sample.push(id);
  return [...idsOf(setOfIds(sample.slice(0, COUNTED)))];
}
