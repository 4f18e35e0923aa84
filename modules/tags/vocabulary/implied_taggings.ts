import type { Queryable } from "../../shared/database/handle.ts";
import { common, type ImageSet, union, without } from "../../shared/bitmap/image_set.ts";
import { readBitmaps, readImplied } from "../taggings/bitmap_repository.ts";
import { findImpliedIds } from "../taggings/repository.ts";
import { orderByImplication } from "./implication_graph.ts";
import { type Edge, listEdgesFrom, listImplying } from "./implication_repository.ts";

/**
 * The taggings that nothing implies any more after an implication is removed: by tag, the images on which the tag has origin
 * `implied` and no other tag implies it. A tag that is removed from an image no longer implies others there, so tags are examined
 * in the order of their implications.
 */
export async function findUnsupported(db: Queryable, edge: Edge): Promise<Map<number, ImageSet>> {
  const carriers = await readBitmaps(db, [edge.tagId]);
  const targets = [...new Set([edge.impliedId, ...await findImpliedIds(db, [edge.impliedId])])].filter((id) => id !== edge.tagId);
  const ordered = orderByImplication(targets, await listEdgesFrom(db, edge.impliedId));
  const unsupported = new Map<number, ImageSet>();
  for (const id of ordered) {
    const candidates = await impliedAmong(db, id, carriers);
    const supporters = await listImplying(db, id, edge);
    const others = supporters.filter((supporter) => !unsupported.has(supporter));
    let supported = await readBitmaps(db, others);
    for (const supporter of supporters) {
      const lost = unsupported.get(supporter);
      if (lost) supported = union(supported, without(await readBitmaps(db, [supporter]), lost));
    }
    unsupported.set(id, without(candidates, supported));
  }
  return unsupported;
}

async function impliedAmong(db: Queryable, tagId: number, images: ImageSet): Promise<ImageSet> {
  let found: ImageSet = new Map();
  for (const chunk of images.keys()) found = union(found, await readImplied(db, tagId, chunk));
  return common(found, images);
}
