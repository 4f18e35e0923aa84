import type { Queryable } from "../../shared/database/handle.ts";
import type { Skip } from "../../history/schemas.ts";

/** SQL expression: the name of a tag, or the last name that it had if it was deleted. */
export function nameOf(tagId: string): string {
  return `coalesce((select tag.name from tag where tag.id = ${tagId}), (
    select deletion.before ->> 'name' from vocabulary_change deletion
    where deletion.entity = 'tag' and deletion.key = ${tagId}::text and deletion.after is null
    order by deletion.operation_id desc limit 1
  ))`;
}

/** SQL expression: how screens name a row of `vocabulary_change`: a name, or `tag -> implied`. */
export function entryName(change: string): string {
  const side = (part: number) => nameOf(`split_part(${change}.key, '>', ${part})::bigint`);
  return `case ${change}.entity when 'implication' then ${side(1)} || ' -> ' || ${side(2)}
    else coalesce(${change}.after, ${change}.before) ->> 'name' end`;
}

/** Returns the skipped taggings with the names of their tags. */
export async function nameSkips(
  db: Queryable,
  named: { tagId: number; imageId: number; by: number | null }[],
): Promise<Skip[]> {
  if (named.length === 0) return [];
  return await db.query<Skip>(
    `select skip."imageId" as image, names.name as tag, 'tagging' as what, skip.by
    from jsonb_to_recordset($1::text::jsonb) as skip ("tagId" bigint, "imageId" bigint, by bigint)
    join (
      select ids.id, ${nameOf("ids.id")} as name from (
        select distinct id from jsonb_to_recordset($1::text::jsonb) as named ("tagId" bigint) cross join lateral (values ("tagId")) as one (id)
      ) ids
    ) names on names.id = skip."tagId"
    order by skip."imageId", names.name`,
    [JSON.stringify(named)],
  );
}

/** Ids of the tags with this name: the tag that has it now as name or alias, or else all tags that had it as their name. */
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
