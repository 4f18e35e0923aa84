import type { Queryable } from "../../shared/database/handle.ts";
import { spellName } from "../schemas.ts";

export interface TagRow {
  id: number;
  name: string;
  imageCount: number;
}

export async function findTagNamed(db: Queryable, name: string): Promise<TagRow | null> {
  const [row] = await db.query<TagRow>("select id, name, image_count from tag where name = $1", [name]);
  return row ?? null;
}

/** The tag that a name is an alias of. */
export async function findTagOfAlias(db: Queryable, name: string): Promise<TagRow | null> {
  const [row] = await db.query<TagRow>(
    "select tag.id, tag.name, tag.image_count from tag_alias join tag on tag.id = tag_alias.tag_id where tag_alias.name = $1",
    [name],
  );
  return row ?? null;
}

export async function findCategoryNamed(db: Queryable, name: string): Promise<number | null> {
  const [row] = await db.query<{ id: number }>("select id from tag_category where name = $1", [name]);
  return row?.id ?? null;
}

export interface TagValues {
  /** The name as it is typed. */
  typed: string;
  categoryId: number;
  description: string;
}

export async function insertTag(tx: Queryable, { typed, categoryId, description }: TagValues): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    "insert into tag (name, display_name, category_id, description) values ($1, nullif($2, $1), $3, $4) returning id",
    [spellName(typed), typed, categoryId, description],
  );
  if (!row) throw new Error("The tag was not inserted");
  return row.id;
}

/** Changes the given values of a tag and leaves the others as they are. */
export async function updateTag(
  tx: Queryable,
  id: number,
  { typed, categoryId, description }: Partial<TagValues>,
): Promise<void> {
  await tx.query(
    `update tag set name = coalesce($2, name), display_name = case when $2::text is null then display_name else nullif($3, $2) end,
      category_id = coalesce($4::integer, category_id), description = coalesce($5, description) where id = $1`,
    [id, typed === undefined ? null : spellName(typed), typed ?? null, categoryId ?? null, description ?? null],
  );
}

/** Deletes a tag and, by foreign keys, its aliases, implications and bitmaps. Taggings would be deleted too, without a record. */
export async function deleteTag(tx: Queryable, id: number): Promise<void> {
  await tx.query("delete from tag where id = $1", [id]);
}

export async function insertAliases(tx: Queryable, names: string[], tagId: number): Promise<void> {
  await tx.query(
    "insert into tag_alias (name, tag_id) select name, $2 from jsonb_array_elements_text($1::text::jsonb) as given (name)",
    [JSON.stringify(names), tagId],
  );
}

export async function moveAliases(tx: Queryable, from: number, to: number): Promise<void> {
  await tx.query("update tag_alias set tag_id = $2 where tag_id = $1", [from, to]);
}

export async function deleteAlias(tx: Queryable, name: string): Promise<void> {
  await tx.query("delete from tag_alias where name = $1", [name]);
}

export async function listAliasNames(db: Queryable, tagId: number): Promise<string[]> {
  const rows = await db.query<{ name: string }>("select name from tag_alias where tag_id = $1 order by name", [tagId]);
  return rows.map(({ name }) => name);
}
