import type { Queryable } from "../../shared/database/handle.ts";
import { common, type ImageSet, union, without } from "../../shared/bitmap/image_set.ts";
import { readBitmaps, readImplied } from "../taggings/bitmap_repository.ts";
import { findImpliedIds } from "../taggings/repository.ts";
import { impliersFirst } from "./circle.ts";
import { type Edge, listEdgesFrom, listImplying } from "./implication_repository.ts";

/**
 * What nothing implies any more once an implication is gone: by tag, the images on which it has origin `implied` and carries no
 * other tag that implies it. Tags are taken in the order of their implications, so that what goes no longer supports what follows.
 */
export async function findUnsupported(db: Queryable, gone: Edge): Promise<Map<number, ImageSet>> {
  const carriers = await readBitmaps(db, [gone.tagId]);
  const targets = [...new Set([gone.impliedId, ...await findImpliedIds(db, [gone.impliedId])])].filter((id) => id !== gone.tagId);
  const ordered = impliersFirst(targets, await listEdgesFrom(db, gone.impliedId));
  const leaving = new Map<number, ImageSet>();
  for (const id of ordered) {
    const candidates = await impliedAmong(db, id, carriers);
    const supporters = await listImplying(db, id, gone);
    const others = supporters.filter((supporter) => !leaving.has(supporter));
    let kept = await readBitmaps(db, others);
    for (const supporter of supporters) {
      const left = leaving.get(supporter);
      if (left) kept = union(kept, without(await readBitmaps(db, [supporter]), left));
    }
    leaving.set(id, without(candidates, kept));
  }
  return leaving;
}

async function impliedAmong(db: Queryable, tagId: number, images: ImageSet): Promise<ImageSet> {
  let found: ImageSet = new Map();
  for (const chunk of images.keys()) found = union(found, await readImplied(db, tagId, chunk));
  return common(found, images);
}
