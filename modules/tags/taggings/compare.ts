import type { Queryable } from "../../shared/database/handle.ts";
import {
  compareTagChunk,
  findCountBreach,
  listTagBreaches,
  listTagSizes,
  type TagBreach,
  type TagSize,
} from "./verify_repository.ts";

/** Where the comparison of tags goes on. */
export interface TagPosition {
  /** All tags up to this id are compared. */
  tag: number;
  /** Of the next tag, the first chunk that is not compared yet. */
  chunk: number;
}

export interface TagStep {
  /** Taggings that were compared. */
  taggings: number;
  breaches: TagBreach[];
  next: TagPosition;
}

const TAGS = 200;
/** Taggings in one statement. Tags that have more are compared a chunk at a time, which are 32,768 taggings at most. */
const TAGGINGS = 20_000;

/** Compares the counts and bitmaps of the next tags with their taggings; null after the last tag. */
export async function compareTags(db: Queryable, at: TagPosition): Promise<TagStep | null> {
  const tags = firstGroup(await listTagSizes(db, at.tag, TAGS));
  const last = tags.at(-1);
  if (!last) return null;
  if (last.imageCount > TAGGINGS) return await compareChunk(db, at, last);
  const breaches = await listTagBreaches(db, tags.map(({ id }) => id));
  return {
    taggings: tags.reduce((sum, { imageCount }) => sum + imageCount, 0),
    breaches,
    next: { tag: last.id, chunk: 0 },
  };
}

/** As many tags as have so many taggings together, and one at least. A tag that has more is alone. */
function firstGroup(tags: readonly TagSize[]): TagSize[] {
  const group: TagSize[] = [];
  let taggings = 0;
  for (const tag of tags) {
    taggings += tag.imageCount;
    if (taggings > TAGGINGS && group.length > 0) break;
    group.push(tag);
  }
  return group;
}

async function compareChunk(db: Queryable, at: TagPosition, { id }: TagSize): Promise<TagStep> {
  const { chunk } = at;
  const compared = await compareTagChunk(db, id, chunk);
  if (compared === null) return { taggings: 0, breaches: [], next: { tag: id, chunk: 0 } };
  const { tag, taggings, isRight, lastChunk } = compared;
  const breaches = isRight ? [] : [{ tag, chunk, counted: null, carrying: null }];
  if (chunk < lastChunk) return { taggings, breaches, next: { tag: at.tag, chunk: chunk + 1 } };
  const count = await findCountBreach(db, id);
  return { taggings, breaches: count === null ? breaches : [...breaches, count], next: { tag: id, chunk: 0 } };
}
