import type { Queryable } from "../../shared/database/handle.ts";

export interface TagSize {
  id: number;
  imageCount: number;
}

/** Tags with the counts that triggers keep, in the order of ids. */
export async function listTagSizes(db: Queryable, after: number, limit: number): Promise<TagSize[]> {
  return await db.query<TagSize>("select id, image_count from tag where id > $1 order by id limit $2", [after, limit]);
}

/** A bitmap or the count of a tag that is not what its taggings are. */
export interface TagBreach {
  tag: string;
  /** The chunk of the bitmap; null if the count is wrong. */
  chunk: number | null;
  /** What the tag counts, and how many images carry it; null if a bitmap is wrong. */
  counted: number | null;
  carrying: number | null;
}

/** Those of the tags whose count or bitmaps are not what their taggings add up to. */
export async function listTagBreaches(db: Queryable, tagIds: number[]): Promise<TagBreach[]> {
  return await db.query<TagBreach>(
    `with wanted as materialized (
      select value::bigint as tag_id from jsonb_array_elements_text($1::text::jsonb)
    ), real as materialized (
      select tag_id, chunk_of(image_id) as chunk, chunk_bits(position_in_chunk(image_id), 1) as bits
      from image_tag join wanted using (tag_id) group by 1, 2
    ), known as (
      select tag_id, chunk, bits from tag_bitmap join wanted using (tag_id) where bit_count(bits) > 0
    ), breaches as (
      select tag.id, null::integer as chunk, tag.image_count as counted, coalesce(own.images, 0)::bigint as carrying
      from wanted join tag on tag.id = wanted.tag_id
      left join (select tag_id, sum(bit_count(bits)) as images from real group by tag_id) own on own.tag_id = tag.id
      where tag.image_count <> coalesce(own.images, 0)
      union all
      select tag_id, chunk, null, null from real full join known using (tag_id, chunk) where real.bits is distinct from known.bits
    )
    select tag.name as tag, breaches.chunk, breaches.counted, breaches.carrying
    from breaches join tag on tag.id = breaches.id order by tag.name, breaches.chunk nulls first`,
    [JSON.stringify(tagIds)],
  );
}

/** How many taggings there are, as the counts of tags say. */
export async function sumTagSizes(db: Queryable): Promise<number> {
  const [row] = await db.query<{ taggings: number }>("select coalesce(sum(image_count), 0)::bigint as taggings from tag");
  return row?.taggings ?? 0;
}

export interface TagChunk {
  tag: string;
  /** Taggings in the chunk. */
  taggings: number;
  isRight: boolean;
  /** The last chunk in which the tag has taggings or a bitmap. */
  lastChunk: number;
}

/** Compares one bitmap of a tag with its taggings; null if the tag is gone. */
export async function compareTagChunk(db: Queryable, tagId: number, chunk: number): Promise<TagChunk | null> {
  const [row] = await db.query<TagChunk>(
    `with real as (
      select chunk_bits(position_in_chunk(image_id), 1) as bits from image_tag
      where tag_id = $1 and image_id between image_id_at($2::integer, 0) and image_id_at($2::integer + 1, 0) - 1
    )
    select tag.name as tag, bit_count(real.bits)::integer as taggings,
      real.bits = coalesce((select bits from tag_bitmap where tag_id = $1 and chunk = $2::integer), no_bits()) as is_right,
      greatest((select chunk_of(max(image_id)) from image_tag where tag_id = $1),
        (select max(chunk) from tag_bitmap where tag_id = $1), 0) as last_chunk
    from tag cross join real where tag.id = $1`,
    [tagId, chunk],
  );
  return row ?? null;
}

/** The breach of a tag whose count is not what its bitmaps add up to; null if it is right, or the tag is gone. */
export async function findCountBreach(db: Queryable, tagId: number): Promise<TagBreach | null> {
  const [row] = await db.query<TagBreach>(
    `select name as tag, null::integer as chunk, image_count as counted, bits as carrying from tag
     cross join lateral (select coalesce(sum(bit_count(bits)), 0)::bigint as bits from tag_bitmap where tag_id = tag.id) own
     where tag.id = $1 and image_count <> bits`,
    [tagId],
  );
  return row ?? null;
}
