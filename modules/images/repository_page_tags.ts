import type { Queryable } from "../shared/database/handle.ts";

/** A tag beside the images that carry it: how many of them do. */
export interface ResultTag {
  name: string;
  category: string;
  colour: string;
  count: number;
}

/** The tags of these images, the most frequent first. */
export async function listTagsOfImages(db: Queryable, ids: number[], limit: number): Promise<ResultTag[]> {
  return await db.query<ResultTag>(
    `select tag.name, tag_category.name as category, tag_category.colour, count(*) as count
    from jsonb_array_elements_text($1::text::jsonb) as image join image_tag on image_tag.image_id = image.value::bigint
    join tag on tag.id = image_tag.tag_id join tag_category on tag_category.id = tag.category_id
    group by tag.id, tag_category.id order by count desc, tag.name limit $2`,
    [JSON.stringify(ids), limit],
  );
}
