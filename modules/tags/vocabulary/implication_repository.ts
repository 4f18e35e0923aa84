import type { Queryable } from "../../shared/database/handle.ts";

/** One implication: the tag `tagId` implies the tag `impliedId`. */
export interface Edge {
  tagId: number;
  impliedId: number;
}

/** The key of an implication in the history. */
export function edgeKey({ tagId, impliedId }: Edge): string {
  return `${tagId}>${impliedId}`;
}

/** The implications in which the tag implies or is implied. */
export async function listEdgesOf(db: Queryable, tagId: number): Promise<Edge[]> {
  return await db.query<Edge>(
    "select tag_id, implied_tag_id as implied_id from tag_implication where $1 in (tag_id, implied_tag_id)",
    [tagId],
  );
}

/** All implications that can be reached from the tag, directly or through others. */
export async function listEdgesFrom(db: Queryable, tagId: number): Promise<Edge[]> {
  return await db.query<Edge>(
    `with recursive reached (id) as (
      select $1::bigint
      union
      select implied_tag_id from tag_implication join reached on reached.id = tag_implication.tag_id
    )
    select tag_id, implied_tag_id as implied_id from tag_implication where tag_id in (select id from reached)
    order by tag_id, implied_tag_id`,
    [tagId],
  );
}

/** Ids of all tags that imply this one, directly or through others. Paths through the implication `without` do not count. */
export async function listImplying(db: Queryable, tagId: number, without: Edge | null): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `with recursive reaching (id) as (
      select tag_id from tag_implication where implied_tag_id = $1 and (tag_id, implied_tag_id) <> ($2, $3)
      union
      select further.tag_id from tag_implication further join reaching on reaching.id = further.implied_tag_id
      where (further.tag_id, further.implied_tag_id) <> ($2, $3)
    )
    select id from reaching where id <> $1 order by id`,
    [tagId, without?.tagId ?? 0, without?.impliedId ?? 0],
  );
  return rows.map(({ id }) => id);
}

export async function insertEdges(tx: Queryable, edges: Edge[]): Promise<void> {
  await tx.query(
    `insert into tag_implication (tag_id, implied_tag_id)
    select "tagId", "impliedId" from jsonb_to_recordset($1::text::jsonb) as edge ("tagId" bigint, "impliedId" bigint)`,
    [JSON.stringify(edges)],
  );
}

export async function deleteEdges(tx: Queryable, edges: Edge[]): Promise<void> {
  await tx.query(
    `delete from tag_implication using jsonb_to_recordset($1::text::jsonb) as edge ("tagId" bigint, "impliedId" bigint)
    where tag_implication.tag_id = edge."tagId" and tag_implication.implied_tag_id = edge."impliedId"`,
    [JSON.stringify(edges)],
  );
}

export async function listNames(db: Queryable, ids: number[]): Promise<Map<number, string>> {
  const rows = await db.query<{ id: number; name: string }>(
    "select id, name from tag where id in (select value::bigint from jsonb_array_elements_text($1::text::jsonb))",
    [JSON.stringify(ids)],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
