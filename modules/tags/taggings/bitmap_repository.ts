import type { Queryable } from "../../shared/database/handle.ts";
import type { ImageSet } from "../../shared/bitmap/image_set.ts";
import { type PositionsOfChunk, setOfChunks, setOfPositions } from "../../shared/bitmap/wire.ts";

const IDS = "(select value::bigint from jsonb_array_elements_text($1::text::jsonb))";

/** The images that have any of these tags. */
export async function readBitmaps(db: Queryable, tagIds: number[]): Promise<ImageSet> {
  if (tagIds.length === 0) return new Map();
  const rows = await db.query<{ chunk: number; bits: Uint8Array }>(
    `select chunk, bit_send(chunk_union(bits)) as bits from tag_bitmap where tag_id in ${IDS} group by chunk`,
    [JSON.stringify(tagIds)],
  );
  return setOfChunks(rows);
}

/**
 * Reads the images of rare tags. `frequent` are the tags with more than 256 images in some chunk (0017_tag_places.sql), whose bitmaps
 * the caller reads instead. `rare` are the images of the others; it may hold some of a frequent tag, from chunks in which it is rare.
 */
export async function readRareTaggings(db: Queryable, tagIds: number[]): Promise<{ rare: ImageSet; frequent: number[] }> {
  const rows = await db.query<PositionsOfChunk & { frequent: number[] | null }>(
    `select chunk, encode(string_agg(positions, ''), 'base64') as positions, jsonb_agg(tag_id) filter (where positions is null) as frequent
    from tag_bitmap where tag_id in ${IDS} group by chunk`,
    [JSON.stringify(tagIds)],
  );
  return { rare: setOfPositions(rows), frequent: [...new Set(rows.flatMap(({ frequent }) => frequent ?? []))] };
}

/** The images of a chunk that have the tag with origin `implied`. */
export async function readImplied(db: Queryable, tagId: number, chunk: number): Promise<ImageSet> {
  const rows = await db.query<{ chunk: number; bits: Uint8Array }>(
    `select $2::integer as chunk, bit_send(chunk_bits(position_in_chunk(image_id), 1)) as bits from image_tag
    where tag_id = $1 and image_id between image_id_at($2, 0) and image_id_at($2 + 1, 0) - 1 and origin = 'implied'`,
    [tagId, chunk],
  );
  return setOfChunks(rows);
}
