import type { Queryable } from "../../shared/database/handle.ts";
import type { ImageSet } from "../../shared/bitmap/image_set.ts";
import { wireOf } from "../../shared/bitmap/wire.ts";
import { resultSql } from "./bit_repository.ts";
import type { Search } from "./search_context.ts";

/** A tag, and how many images of a set carry it. */
export interface ResultTag {
  name: string;
  category: string;
  colour: string;
  count: number;
}

/** Counts the images of the set for each of these tags. */
export async function countTagsInSet(db: Queryable, set: ImageSet, names: string[]): Promise<ResultTag[]> {
  return await db.query<ResultTag>(
    `select tag.name, tag_category.name as category, tag_category.colour,
      sum(bit_count(tag_bitmap.bits & part.bits))::bigint as count
    from (
      select chunk, chunk_from_text(bits) as bits
      from jsonb_to_recordset($1::text::jsonb) as given (chunk integer, bits text) offset 0
    ) part
    join tag on tag.name in (select jsonb_array_elements_text($2::text::jsonb))
    join tag_category on tag_category.id = tag.category_id
    join tag_bitmap on tag_bitmap.tag_id = tag.id and tag_bitmap.chunk = part.chunk
    group by tag.id, tag.name, tag_category.name, tag_category.colour order by count desc, tag.name`,
    [JSON.stringify(wireOf(set)), JSON.stringify(names)],
  );
}

/** Returns the most frequent tags of the sample, each with the number of images in the whole result of an exact search. */
export async function countTagsOfResult(search: Search, sample: number[], limit: number): Promise<ResultTag[]> {
  const { sql, parameters } = resultSql(search, [search.plan.bits]);
  const ids = `$${parameters.push(JSON.stringify(sample))}::text::jsonb`;
  return await search.db.query<ResultTag>(
    `with frequent as materialized (
      select tag_id from jsonb_array_elements_text(${ids}) as given join image_tag on image_tag.image_id = given.value::bigint
      group by tag_id order by count(*) desc, tag_id limit $${parameters.push(limit)}
    ), result as materialized (select chunk, e0 from (${sql}) result where bit_count(e0) > 0)
    select tag.name, tag_category.name as category, tag_category.colour, sum(bit_count(tag_bitmap.bits & result.e0))::bigint as count
    from frequent join tag on tag.id = frequent.tag_id join tag_category on tag_category.id = tag.category_id
    join tag_bitmap on tag_bitmap.tag_id = frequent.tag_id join result on result.chunk = tag_bitmap.chunk
    group by tag.name, tag_category.name, tag_category.colour order by count desc, tag.name`,
    parameters,
  );
}

/** Returns the most frequent tags of these images, each with the number of these images. */
export async function countTagsOfImages(db: Queryable, ids: number[], limit: number): Promise<ResultTag[]> {
  return await db.query<ResultTag>(
    `select tag.name, tag_category.name as category, tag_category.colour, counted.count from (
      select tag_id, count(*) as count
      from jsonb_array_elements_text($1::text::jsonb) as given join image_tag on image_tag.image_id = given.value::bigint
      group by tag_id order by count desc, tag_id limit $2
    ) counted join tag on tag.id = counted.tag_id join tag_category on tag_category.id = tag.category_id
    order by count desc, tag.name`,
    [JSON.stringify(ids), limit],
  );
}
