import type { Queryable } from "../../shared/database/handle.ts";
import type { Category } from "../schemas.ts";

/** Id of the category of new tags, which is the default of the column `tag.category_id`. */
export const FIRST_CATEGORY = 1;

export async function findCategory(db: Queryable, id: number): Promise<Category | null> {
  const [row] = await db.query<Category>("select id, name, colour, position from tag_category where id = $1", [id]);
  return row ?? null;
}

/** Without a position, the category is inserted after all others. */
export async function insertCategory(
  tx: Queryable,
  { name, colour, position }: { name: string; colour: string; position?: number | undefined },
): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    `insert into tag_category (name, colour, position)
    values ($1, $2, coalesce($3::integer, (select coalesce(max(position), 0) + 1 from tag_category))) returning id`,
    [name, colour, position ?? null],
  );
  if (!row) throw new Error("The category was not inserted");
  return row.id;
}

export async function updateCategory(
  tx: Queryable,
  id: number,
  { name, colour, position }: { name?: string | undefined; colour?: string | undefined; position?: number | undefined },
): Promise<void> {
  await tx.query(
    `update tag_category set name = coalesce($2, name), colour = coalesce($3, colour), position = coalesce($4::integer, position)
    where id = $1`,
    [id, name ?? null, colour ?? null, position ?? null],
  );
}

export async function deleteCategory(tx: Queryable, id: number): Promise<void> {
  await tx.query("delete from tag_category where id = $1", [id]);
}

export async function listTagIdsIn(db: Queryable, categoryId: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>("select id from tag where category_id = $1 order by id", [categoryId]);
  return rows.map(({ id }) => id);
}

export async function moveTags(tx: Queryable, from: number, to: number): Promise<void> {
  await tx.query("update tag set category_id = $2 where category_id = $1", [from, to]);
}
