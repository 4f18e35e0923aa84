import type { Queryable } from "../../shared/database/handle.ts";
import { chunkOf } from "../../shared/bitmap/chunk.ts";
import { foldTagCounts } from "./fold_repository.ts";
import { findBitmapExtent, listBitmapBreaches } from "./verify_repository.ts";

/** Compares every bitmap of sites, sizes, flags and so on with the rows it is derived from: chunks looked at, and what is wrong. */
export async function verifyBitmaps(db: Queryable): Promise<{ checked: number; breaches: string[] }> {
  // What edits have left to be added to the digits is no breach.
  await foldTagCounts(db);
  const extent = await findBitmapExtent(db);
  const breaches: string[] = [];
  let checked = 0;
  for (let chunk = 0; extent > 0 && chunk <= chunkOf(extent); chunk++, checked++) {
    for (const { facet, value, images } of await listBitmapBreaches(db, chunk, extent)) {
      breaches.push(`the bitmap of ${facet} ${value} in chunk ${chunk} is wrong of ${images} images`);
    }
  }
  return { checked, breaches };
}
