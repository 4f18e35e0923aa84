import type { Queryable } from "../../shared/database/handle.ts";
import type { NewSavedSearch, SavedSearch, SavedSearchChange } from "./schemas.ts";

export async function listSavedSearches(db: Queryable): Promise<SavedSearch[]> {
  return await db.query<SavedSearch>("select id, name, query, created_at from saved_search order by lower(name), id");
}

/** Returns null if the name is taken or there are already `most` saved searches. */
export async function insertSavedSearch(
  db: Queryable,
  { name, query }: NewSavedSearch,
  most: number,
): Promise<SavedSearch | null> {
  const [row] = await db.query<SavedSearch>(
    `insert into saved_search (name, query) select $1, $2 where (select count(*) from saved_search) < $3
    on conflict (name) do nothing returning id, name, query, created_at`,
    [name, query, most],
  );
  return row ?? null;
}

/** Returns null if there is no such search. If the name is taken, the database fails with 23505. */
export async function updateSavedSearch(
  db: Queryable,
  id: number,
  { name, query }: SavedSearchChange,
): Promise<SavedSearch | null> {
  const [row] = await db.query<SavedSearch>(
    `update saved_search set name = coalesce($2, name), query = coalesce($3, query) where id = $1
    returning id, name, query, created_at`,
    [id, name ?? null, query ?? null],
  );
  return row ?? null;
}

export async function deleteSavedSearch(db: Queryable, id: number): Promise<boolean> {
  return (await db.query("delete from saved_search where id = $1 returning id", [id])).length > 0;
}

export async function hasSavedSearch(db: Queryable, name: string): Promise<boolean> {
  return (await db.query("select 1 from saved_search where name = $1", [name])).length > 0;
}
