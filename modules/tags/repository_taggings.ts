import type { Queryable } from "../shared/database/handle.ts";
import type { TagOrigin } from "./schemas.ts";

const IDS = "(select value::bigint from jsonb_array_elements_text($1::text::jsonb))";

export interface NamedTag {
  /** As it was asked for: an alias keeps its own spelling here. */
  name: string;
  id: number;
  imageCount: number;
}

/** The tags that these names mean, aliases resolved; names that mean nothing are absent. */
export async function findTagIds(db: Queryable, names: string[]): Promise<NamedTag[]> {
  return await db.query<NamedTag>(
    `select given.name, tag.id, tag.image_count
    from jsonb_array_elements_text($1::text::jsonb) as given (name)
    left join tag own on own.name = given.name
    left join tag_alias on tag_alias.name = given.name
    join tag on tag.id = coalesce(own.id, tag_alias.tag_id)`,
    [JSON.stringify(names)],
  );
}

/** Creates the names that are missing, in one order everywhere, so that two that create the same names do not deadlock. */
export async function insertTags(tx: Queryable, names: string[]): Promise<void> {
  await tx.query(
    `insert into tag (name) select name from jsonb_array_elements_text($1::text::jsonb) as given (name) order by name
    on conflict do nothing`,
    [JSON.stringify(names)],
  );
}

/** Keeps edits of the same tags apart until the transaction ends: the count trigger would lock them in any order. */
export async function lockTags(tx: Queryable, ids: number[]): Promise<void> {
  await tx.query(`select id from tag where id in ${IDS} order by id for no key update`, [JSON.stringify(ids)]);
}

/** Every tag that these imply, directly or through others; a tag given may be among them. */
export async function findImpliedIds(db: Queryable, ids: number[]): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `with recursive implied as (
      select implied_tag_id as id from tag_implication where tag_id in ${IDS}
      union
      select tag_implication.implied_tag_id from tag_implication join implied on implied.id = tag_implication.tag_id
    )
    select id from implied order by id`,
    [JSON.stringify(ids)],
  );
  return rows.map(({ id }) => id);
}

export interface TagsToPut {
  tagIds: number[];
  origin: TagOrigin;
}

/** Puts every tag on every image that lacks it, and records each in the operation, if any. Returns how many it put. */
export async function insertTaggings(
  tx: Queryable,
  imageIds: number[],
  { tagIds, origin }: TagsToPut,
  operationId: number | null,
): Promise<number> {
  if (tagIds.length === 0) return 0;
  const [row] = await tx.query<{ count: number }>(
    `with inserted as (
      insert into image_tag (image_id, tag_id, origin)
      select image.value::bigint, tag.value::bigint, $3
      from jsonb_array_elements_text($1::text::jsonb) as image cross join jsonb_array_elements_text($2::text::jsonb) as tag
      on conflict do nothing
      returning image_id, tag_id, origin
    ), recorded as (
      insert into operation_change (operation_id, image_id, tag_id, action, origin)
      select $4::bigint, image_id, tag_id, 'add', origin from inserted where $4::bigint is not null
    )
    select count(*) as count from inserted`,
    [JSON.stringify(imageIds), JSON.stringify(tagIds), origin, operationId],
  );
  return row?.count ?? 0;
}

/** Takes every tag off every image that has it, and records each in the operation. Returns how many it took. */
export async function deleteTaggings(tx: Queryable, imageIds: number[], tagIds: number[], operationId: number): Promise<number> {
  if (tagIds.length === 0) return 0;
  const [row] = await tx.query<{ count: number }>(
    `with deleted as (
      delete from image_tag where image_id in ${IDS} and tag_id in (select value::bigint from jsonb_array_elements_text($2::text::jsonb))
      returning image_id, tag_id, origin
    ), recorded as (
      insert into operation_change (operation_id, image_id, tag_id, action, origin)
      select $3::bigint, image_id, tag_id, 'remove', origin from deleted
    )
    select count(*) as count from deleted`,
    [JSON.stringify(imageIds), JSON.stringify(tagIds), operationId],
  );
  return row?.count ?? 0;
}

/** How many taggings there are between these images and these tags. */
export async function countTaggings(db: Queryable, imageIds: number[], tagIds: number[]): Promise<number> {
  if (tagIds.length === 0) return 0;
  const [row] = await db.query<{ count: number }>(
    `select count(*) as count from image_tag
    where image_id in ${IDS} and tag_id in (select value::bigint from jsonb_array_elements_text($2::text::jsonb))`,
    [JSON.stringify(imageIds), JSON.stringify(tagIds)],
  );
  return row?.count ?? 0;
}

export async function findTagIdsOfImage(db: Queryable, imageId: number): Promise<number[]> {
  const rows = await db.query<{ tagId: number }>("select tag_id from image_tag where image_id = $1 order by tag_id", [imageId]);
  return rows.map(({ tagId }) => tagId);
}

export async function insertOperation(tx: Queryable, { kind, summary }: { kind: string; summary: string }): Promise<number> {
  const [row] = await tx.query<{ id: number }>("insert into operation (kind, summary) values ($1, $2) returning id", [
    kind,
    summary,
  ]);
  if (!row) throw new Error("The operation was not inserted");
  return row.id;
}

export async function deleteOperation(tx: Queryable, id: number): Promise<void> {
  await tx.query("delete from operation where id = $1", [id]);
}
