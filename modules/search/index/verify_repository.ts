import type { Queryable } from "../../shared/database/handle.ts";

export interface BitmapBreach {
  facet: string;
  value: string;
  chunk: number;
  /** Images of which the bitmap is wrong. */
  images: number;
}

/** Up to which image the bitmaps are complete. */
export async function findBitmapExtent(db: Queryable): Promise<number> {
  const [row] = await db.query<{ extent: number }>("select coalesce(max(last_image_id), 0) as extent from image_bitmap_extent");
  return row?.extent ?? 0;
}

/** The bitmaps of one chunk that are not what the rows of its images say, up to the image `extent`. */
export async function listBitmapBreaches(db: Queryable, chunk: number, extent: number): Promise<BitmapBreach[]> {
  return await db.query<BitmapBreach>(
    `with expected as (
      select * from image_facts_as_bits(image_id_at($1, 0), least($2, image_id_at($1 + 1, 0) - 1), image_sets())
      union all
      select * from image_numbers_as_bits(image_id_at($1, 0), least($2, image_id_at($1 + 1, 0) - 1))
    )
    select facet, value, $1 as chunk,
      bit_count(coalesce(known.bits, no_bits()) # coalesce(expected.bits, no_bits())) as images
    from (select facet, value, bits from image_bitmap where chunk = $1 and bits <> no_bits()) known
    full join expected using (facet, value)
    where known.bits is distinct from expected.bits order by facet, value`,
    [chunk, extent],
  );
}
