import type { Queryable } from "../../shared/database/handle.ts";
import { listUnfinished } from "../../history/repository.ts";
import { listTagBreaches, listTagSizes, type TagBreach } from "./verify_repository.ts";

const TAGS = 500;
/** Taggings in one statement, so that each is short on any library. */
const TAGGINGS = 200_000;

/** Finds counts and bitmaps that disagree with the taggings, and operations that are half done. Returns a text for each. */
export async function verifyTags(db: Queryable): Promise<{ checked: number; breaches: string[] }> {
  const unfinished = await listUnfinished(db);
  const breaches = unfinished.map(({ id, kind }) => `operation ${id} (${kind}) is half done`);
  let checked = unfinished.length;
  for (let after = 0;;) {
    const tags = await listTagSizes(db, after, TAGS);
    const last = tags.at(-1);
    if (!last) return { checked, breaches };
    after = last.id;
    checked += tags.length;
    for (const ids of groupsOf(tags)) {
      const found = await listTagBreaches(db, ids);
      breaches.push(...found.map(sentenceOfTag));
    }
  }
}

export function sentenceOfTag({ tag, chunk, counted, carrying }: TagBreach): string {
  return chunk === null
    ? `tag ${tag}: it counts ${counted} images, and ${carrying} carry it`
    : `tag ${tag}: its bitmap of chunk ${chunk} is not what its taggings are`;
}

function groupsOf(tags: { id: number; imageCount: number }[]): number[][] {
  const groups: number[][] = [[]];
  let taggings = 0;
  for (const { id, imageCount } of tags) {
    if (taggings + imageCount > TAGGINGS && taggings > 0) {
      groups.push([]);
      taggings = 0;
    }
    groups.at(-1)?.push(id);
    taggings += imageCount;
  }
  return groups;
}
