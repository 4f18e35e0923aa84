import type { Queryable } from "../../shared/database/handle.ts";
import { entryName, nameOf } from "./repository_names.ts";
import type { TaggingChange, VocabularyChange } from "./schemas.ts";

const IMAGES_NAMED = 12;

/** The tags that have, or had, this name: the one that it means now, or else those that were called so before they went. */
export async function findTagIdsEver(db: Queryable, name: string): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `with now as (
      select id from tag where name = $1
      union select tag_id from tag_alias where name = $1
    )
    select id from now
    union select key::bigint from vocabulary_change
    where entity = 'tag' and before ->> 'name' = $1 and not exists (select 1 from now)`,
    [name],
  );
  return rows.map(({ id }) => id);
}

/** What an operation did to taggings, by tag, the most first. */
export async function listTaggingChanges(db: Queryable, operationId: number, limit: number): Promise<TaggingChange[]> {
  return await db.query<TaggingChange>(
    `select ${nameOf("counted.tag_id")} as tag, action, origin, count, (
      select coalesce(jsonb_agg(image_id order by image_id), '[]') from (
        select (sample.chunk::bigint << 15) + place as image_id
        from (select chunk, bits from operation_change change where change.operation_id = $1 and change.tag_id = counted.tag_id
          and change.action = counted.action and change.origin = counted.origin order by chunk limit ${IMAGES_NAMED}) sample
        cross join lateral places_of(sample.bits) as place limit ${IMAGES_NAMED}
      ) named) as images
    from (
      select tag_id, action, origin, sum(bit_count(bits))::bigint as count from operation_change where operation_id = $1
      group by 1, 2, 3 order by count desc, tag_id limit $2
    ) counted order by count desc, tag_id, action, origin`,
    [operationId, limit],
  );
}

/** What an operation did to the vocabulary, in its order. */
export async function listVocabularyChanges(db: Queryable, operationId: number, limit: number): Promise<VocabularyChange[]> {
  return await db.query<VocabularyChange>(
    `select entity, ${entryName("change")} as name, before, after from vocabulary_change change
    where operation_id = $1 order by position limit $2`,
    [operationId, limit],
  );
}
