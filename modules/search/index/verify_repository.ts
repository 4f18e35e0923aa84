import { CHUNK_SIZE } from "../../shared/bitmap/chunk.ts";
import type { Queryable } from "../../shared/database/handle.ts";

export interface BitmapBreach {
  facet: string;
  value: string;
  chunk: number;
  /** Number of images for which the bitmap is wrong. */
  images: number;
}

/** A range of image ids, all in one chunk. */
export interface ChunkRange {
  chunk: number;
  low: number;
  high: number;
}

/** Returns the last image that the bitmaps hold. */
export async function findBitmapExtent(db: Queryable): Promise<number> {
  const [row] = await db.query<{ extent: number }>("select coalesce(max(last_image_id), 0) as extent from image_bitmap_extent");
  return row?.extent ?? 0;
}

/**
 * Returns the bitmaps that differ from the rows of the images in the range. Images that are newer than the bitmaps must have no
 * bits. `tagcount` is not compared for images with edits of tags that have not been added to its digits.
 */
export async function listBitmapBreaches(db: Queryable, { chunk, low, high }: ChunkRange): Promise<BitmapBreach[]> {
  return await db.query<BitmapBreach>(
    `with extent as (
      select coalesce(max(last_image_id), 0) as id from image_bitmap_extent
    ), expected as (
      select facts.* from extent, image_facts_as_bits($2::bigint, least($3::bigint, extent.id), image_sets()) facts
      union all
      select numbers.* from extent, image_numbers_as_bits($2::bigint, least($3::bigint, extent.id)) numbers
    ), compared (tagcount, others) as (
      select range.bits & ~(select coalesce(bit_or(bits), no_bits()) from image_tagcount_change where chunk = $1::integer), range.bits
      from (select ids_in_chunk($1::integer, $2::bigint, $3::bigint) as bits) range
    ), known as (
      select facet, value, bits from image_bitmap where chunk = $1::integer
    ), pairs as (
      select facet, value,
        coalesce(known.bits, no_bits()) & case when facet = 'tagcount' then compared.tagcount else compared.others end as known,
        coalesce(expected.bits::bit(${CHUNK_SIZE}), no_bits()) & case when facet = 'tagcount' then compared.tagcount else compared.others end
          as expected
      from known full join expected using (facet, value) cross join compared
    )
    select facet, value, $1::integer as chunk, bit_count(known # expected) as images
    from pairs where known <> expected order by facet, value`,
    [chunk, low, high],
  );
}

/** Makes the statements of a transaction, and the functions in them, see the same snapshot. Must be the first statement. */
export async function freezeSnapshot(tx: Queryable): Promise<void> {
  await tx.query("set transaction isolation level repeatable read, read only");
}
