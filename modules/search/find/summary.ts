import type { Queryable } from "../../shared/database/handle.ts";
import { idsOf, type ImageSet, setOfIds, sizeOf } from "../../shared/bitmap/image_set.ts";
import type { SelectionSummary } from "../schemas.ts";
import { countTagsInSet, countTagsOfImages } from "./tag_count_repository.ts";

/** Of so many images every tag is counted by their rows. */
const COUNTED = 2_000;
const TAGS = 1_000;
/** Of more, these tags of a sample are counted in all images, by their bitmaps. */
const SAMPLED_TAGS = 200;

/** The tags of the images and how many carry each. Of more than 2,000: of the tags most frequent in a sample, counted in all. */
export async function summariseSet(db: Queryable, set: ImageSet): Promise<SelectionSummary["tags"]> {
  if (sizeOf(set) <= COUNTED) return await countTagsOfImages(db, [...idsOf(set)], TAGS);
  const sample = await countTagsOfImages(db, sampleOf(set), SAMPLED_TAGS);
  return await countTagsInSet(db, set, sample.map(({ name }) => name));
}

/** Images from everywhere in the set. */
function sampleOf(set: ImageSet): number[] {
  const every = Math.floor(sizeOf(set) / COUNTED);
  const sample: number[] = [];
  let index = 0;
  for (const id of idsOf(set)) if (index++ % every === 0) sample.push(id);
  return [...idsOf(setOfIds(sample.slice(0, COUNTED)))];
}
