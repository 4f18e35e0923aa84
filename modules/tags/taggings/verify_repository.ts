import type { Queryable } from "../../shared/database/handle.ts";

export interface TagSize {
  id: number;
  imageCount: number;
}

/** Tags with the counts that triggers keep, in the order of ids. */
export async function listTagSizes(db: Queryable, after: number, limit: number): Promise<TagSize[]> {
  return await db.query<TagSize>("select id, image_count from tag where id > $1 order by id limit $2", [after, limit]);
}

/** Those of the tags whose count or bitmaps are not what their taggings add up to. */
export async function listDerivedBreaches(db: Queryable, tagIds: number[]): Promise<{ name: string; breach: string }[]> {
  return await db.query<{ name: string; breach: string }>(
    `with wanted as materialized (
      select value::bigint as tag_id from jsonb_array_elements_text($1::text::jsonb)
    ), real as materialized (
      select tag_id, chunk_of(image_id) as chunk, chunk_bits(position_in_chunk(image_id), 1) as bits
      from image_tag join wanted using (tag_id) group by 1, 2
    ), known as (
      select tag_id, chunk, bits from tag_bitmap join wanted using (tag_id) where bit_count(bits) > 0
    ), breaches as (
      select tag.id, 'it counts ' || tag.image_count || ' images, and ' || coalesce(counted.images, 0) || ' carry it' as breach
      from wanted join tag on tag.id = wanted.tag_id
      left join (select tag_id, sum(bit_count(bits)) as images from real group by tag_id) counted on counted.tag_id = tag.id
      where tag.image_count <> coalesce(counted.images, 0)
      union all
      select tag_id, 'its bitmap of chunk ' || chunk || ' is not what its taggings are'
      from real full join known using (tag_id, chunk) where real.bits is distinct from known.bits
    )
    select tag.name, breaches.breach from breaches join tag on tag.id = breaches.id order by tag.name, breach`,
    [JSON.stringify(tagIds)],
  );
}
