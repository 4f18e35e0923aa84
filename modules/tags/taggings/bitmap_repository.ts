import type { Queryable } from "../../shared/database/handle.ts";
import { addBitText, type ImageSet } from "../../shared/bitmap/image_set.ts";
import { type PackedSet, packPlaces, type PlacesOfChunk } from "../../shared/bitmap/packed_set.ts";

const IDS = "(select value::bigint from jsonb_array_elements_text($1::text::jsonb))";

/** The images that carry any of these tags. */
export async function readBitmaps(db: Queryable, tagIds: number[]): Promise<ImageSet> {
  if (tagIds.length === 0) return new Map();
  const rows = await db.query<{ chunk: number; bits: string }>(
    `select chunk, chunk_union(bits)::text as bits from tag_bitmap where tag_id in ${IDS} group by chunk`,
    [JSON.stringify(tagIds)],
  );
  return setOfRows(rows);
}

/** The images that carry any of these tags, but for what the tags in `frequent` have: those have many images in some chunk. */
export async function readRareTaggings(db: Queryable, tagIds: number[]): Promise<{ rare: PackedSet; frequent: number[] }> {
  const rows = await db.query<PlacesOfChunk & { frequent: number[] | null }>(
    `select chunk, encode(string_agg(positions, ''), 'base64') as places, jsonb_agg(tag_id) filter (where positions is null) as frequent
    from tag_bitmap where tag_id in ${IDS} group by chunk`,
    [JSON.stringify(tagIds)],
  );
  return { rare: packPlaces(rows), frequent: [...new Set(rows.flatMap(({ frequent }) => frequent ?? []))] };
}

/** The images of a chunk that carry the tag because something implies it. */
export async function readImplied(db: Queryable, tagId: number, chunk: number): Promise<ImageSet> {
  const rows = await db.query<{ chunk: number; bits: string }>(
    `select $2::integer as chunk, chunk_bits(place_in_chunk(image_id), 1)::text as bits from image_tag
    where tag_id = $1 and image_id between $2::bigint << 15 and ($2::bigint << 15) + 32767 and origin = 'implied'`,
    [tagId, chunk],
  );
  return setOfRows(rows);
}

function setOfRows(rows: { chunk: number; bits: string }[]): ImageSet {
  const set: ImageSet = new Map();
  for (const { chunk, bits } of rows) addBitText(set, chunk, bits);
  return set;
}
