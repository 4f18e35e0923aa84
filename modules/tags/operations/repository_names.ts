import type { Queryable } from "../../shared/database/handle.ts";
import type { Skip } from "./schemas.ts";

/** SQL: the name of a tag that may be deleted; then the one that it had last. */
export function nameOf(tagId: string): string {
  return `coalesce((select tag.name from tag where tag.id = ${tagId}), (
    select gone.before ->> 'name' from vocabulary_change gone
    where gone.entity = 'tag' and gone.key = ${tagId}::text and gone.after is null order by gone.operation_id desc limit 1
  ))`;
}

/** SQL: what people call a row of `vocabulary_change`: a name, or `tag -> implied`. */
export function entryName(change: string): string {
  const side = (part: number) => nameOf(`split_part(${change}.key, '>', ${part})::bigint`);
  return `case ${change}.entity when 'implication' then ${side(1)} || ' -> ' || ${side(2)}
    else coalesce(${change}.after, ${change}.before) ->> 'name' end`;
}

/** The skipped taggings with the names of their tags. */
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

/**
 * Changes of an operation to the vocabulary that are not among those reversed (`entity key`), with the latest operation that
 * changed the same row since. A tag that an edit of taggings created on the way is not among them: that it stays is no loss.
 */
export async function listVocabularySkips(db: Queryable, of: number, into: number, reversed: Set<string>): Promise<Skip[]> {
  return await db.query<Skip>(
    `select null::bigint as image, entity as what, (
        select max(operation_id) from vocabulary_change later
        where later.entity = change.entity and later.key = change.key and later.operation_id > $1 and later.operation_id <> $2
      ) as by,
      ${entryName("change")} as tag
    from vocabulary_change change
    where operation_id = $1 and entity || ' ' || key not in (select jsonb_array_elements_text($3::text::jsonb))
      and not (entity = 'tag' and before is null and exists (select 1 from operation_change where operation_id = $1))
    order by position`,
    [of, into, JSON.stringify([...reversed])],
  );
}

export async function hasVocabularyChanges(db: Queryable, operationId: number): Promise<boolean> {
  const rows = await db.query("select 1 from vocabulary_change where operation_id = $1 limit 1", [operationId]);
  return rows.length > 0;
}
