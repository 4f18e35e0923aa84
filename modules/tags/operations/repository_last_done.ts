import type { Queryable } from "../../shared/database/handle.ts";

/** The operation, if it is in effect and not older than a minute: an offer to undo it makes sense. */
export async function findLastDone(db: Queryable, id: number): Promise<{ id: number; summary: string } | null> {
  const [row] = await db.query<{ id: number; summary: string }>(
    `select id, summary from operation
    where id = $1 and finished and undone_at is null and created_at > now() - interval '1 minute'`,
    [id],
  );
  return row ?? null;
}
