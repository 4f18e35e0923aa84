import type { Queryable } from "../../shared/database/handle.ts";
import { CHUNK_SIZE, chunkOf } from "../../shared/bitmap/chunk.ts";
import { plural } from "../../shared/web/format.ts";
import { foldTagCounts } from "./fold_repository.ts";
import { type BitmapBreach, findBitmapExtent, listBitmapBreaches } from "./verify_repository.ts";

/** Compares every bitmap of image_bitmap with its rows. Returns the number of chunks and a sentence for each wrong bitmap. */
export async function verifyBitmaps(db: Queryable): Promise<{ checked: number; breaches: string[] }> {
  await foldTagCounts(db);
  const extent = await findBitmapExtent(db);
  const breaches: string[] = [];
  let checked = 0;
  for (let chunk = 0; extent > 0 && chunk <= chunkOf(extent); chunk++, checked++) {
    const low = chunk * CHUNK_SIZE;
    for (const breach of await listBitmapBreaches(db, { chunk, low, high: low + CHUNK_SIZE - 1 })) {
      breaches.push(sentenceOf(breach));
    }
  }
  return { checked, breaches };
}

export function sentenceOf({ facet, value, chunk, images }: BitmapBreach): string {
  return `the bitmap of ${facet} ${value} in chunk ${chunk} is wrong for ${plural(images, "image")}`;
}
