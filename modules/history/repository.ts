import type { Queryable } from "../shared/database/handle.ts";
import type { Description, StoredKind } from "./kinds.ts";
import type { ChangeCounts, HistoryPage } from "./recorder.ts";
import type { Operation } from "./schemas.ts";

/** Inserts an operation, marked unfinished. Among the operations that changed what the caller has locked, its id is the greatest. */
export async function insertOperation(
  tx: Queryable,
  { kind, parameters, undoOf }: Description & { undoOf?: number | undefined },
): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    `insert into operation (kind, detail, undo_of, finished) values ($1, $2::text::jsonb, $3, false) returning id`,
    [kind, JSON.stringify(parameters), undoOf ?? null],
  );
  if (!row) throw new Error("The operation was not inserted");
  return row.id;
}

/** Id of the latest operation, if it has this kind and these parameters and is in effect, or null. Locks that operation. */
export async function findSameLatest(tx: Queryable, { kind, parameters }: Description): Promise<number | null> {
  const [latest] = await tx.query<{ id: number }>(
    `select id from operation where id = (select max(id) from operation)
      and kind = $1 and detail = $2::text::jsonb and undone_at is null and finished for update`,
    [kind, JSON.stringify(parameters)],
  );
  return latest?.id ?? null;
}

/** Stores the counts of an operation, and marks it finished. */
export async function markFinished(tx: Queryable, id: number, { images, added, removed }: ChangeCounts): Promise<void> {
  const rows = await tx.query(
    `update operation set finished = true, images = $2, added = $3, removed = $4 where id = $1 returning id`,
    [id, images, added, removed],
  );
  if (rows.length === 0) throw new Error(`Operation ${id} does not exist any more`);
}

/** Deletes an operation and, by foreign keys, its recorded changes. */
export async function deleteOperation(tx: Queryable, id: number): Promise<void> {
  await tx.query("delete from operation where id = $1", [id]);
}

/** Operations that a crash interrupted, the newest first. */
export async function listUnfinished(db: Queryable): Promise<{ id: number; kind: string }[]> {
  return await db.query<{ id: number; kind: string }>("select id, kind from operation where not finished order by id desc");
}

export interface OperationState extends StoredKind {
  id: number;
  undoOf: number | null;
  undoneBy: number | null;
  undone: boolean;
  finished: boolean;
  /** The number of images and taggings that it changed. */
  size: number;
}

export async function findOperationState(db: Queryable, id: number): Promise<OperationState | null> {
  const [row] = await db.query<OperationState>(
    `select id, kind, summary, detail, undo_of, undone_by, undone_at is not null as undone, finished,
      images + added + removed as size
    from operation where id = $1`,
    [id],
  );
  return row ?? null;
}

const CHAIN = `with recursive chain (id, undo_of, depth) as (
    select id, undo_of, 0 from operation where id = $1
    union all
    select operation.id, operation.undo_of, depth + 1 from operation join chain on operation.id = chain.undo_of
  )`;

/** Locks an operation, and the chain of operations that it undid, until the transaction ends, so that no other undo changes them. */
export async function lockOperation(tx: Queryable, id: number): Promise<void> {
  await tx.query(`${CHAIN} select id from operation where id in (select id from chain) order by id for update`, [id]);
}

/** The operation itself or, if it is an undo, the beginning of the chain of undos. Null if there is no such operation. */
export async function findFirst(db: Queryable, id: number): Promise<StoredKind | null> {
  const [row] = await db.query<StoredKind>(
    `${CHAIN} select kind, detail, operation.summary from chain join operation using (id) order by depth desc limit 1`,
    [id],
  );
  return row ?? null;
}

/** Marks an operation undone. If it is an undo, the operation that it undid is in effect again, and so on along the chain. */
export async function markUndone(tx: Queryable, id: number, undoneBy: number): Promise<void> {
  await tx.query(
    `${CHAIN}
    update operation set undone_at = case when depth % 2 = 0 then now() end,
      undone_by = case when depth = 0 then $2::bigint when depth % 2 = 0 then (
        select nearer.id from chain nearer where nearer.depth = chain.depth - 1) end
    from chain where chain.id = operation.id`,
    [id, undoneBy],
  );
}

/** An operation without its sentence. */
export type OperationRow = Omit<Operation, "summary"> & StoredKind;

const SHOWN = `operation.id, operation.kind, operation.summary, operation.detail, operation.created_at, operation.images,
  operation.added, operation.removed, operation.undone_at, operation.undone_by, operation.undo_of`;

/** Finished operations on a page of the history, the newest first. */
export async function listOperationRows(db: Queryable, { before, kind, limit }: HistoryPage): Promise<OperationRow[]> {
  return await db.query<OperationRow>(
    `select ${SHOWN} from operation
    where operation.id < $1 and operation.finished and ($2::text is null or operation.kind = $2)
    order by operation.id desc limit $3`,
    [before, kind, limit],
  );
}

/** The finished operations among these ids, the newest first. */
export async function listOperationsByIds(db: Queryable, ids: number[], limit: number): Promise<OperationRow[]> {
  return await db.query<OperationRow>(
    `select ${SHOWN} from operation
    where operation.finished and operation.id in (select value::bigint from jsonb_array_elements_text($1::text::jsonb))
    order by operation.id desc limit $2`,
    [JSON.stringify(ids), limit],
  );
}

/**
 * SQL: ids of the newest operations on a page of the history that have the changes `changes`: a change table and a condition, such
 * as "image_change change on change.image_id = $4". $1 to $3 are `before`, `kind` and `limit`.
 */
export function newestOperations(changes: string): string {
  return `(select distinct change.operation_id as id from operation join ${changes} and change.operation_id = operation.id
    where change.operation_id < $1 and operation.finished and ($2::text is null or operation.kind = $2)
    order by change.operation_id desc limit $3)`;
}

/** Finds an operation that a page may offer to undo. Returns null if it is undone, not finished, or more than a minute old. */
export async function findRecentOperation(db: Queryable, id: number): Promise<(StoredKind & { id: number }) | null> {
  const [row] = await db.query<StoredKind & { id: number }>(
    `select id, kind, summary, detail from operation
    where id = $1 and finished and undone_at is null and created_at > now() - interval '1 minute'`,
    [id],
  );
  return row ?? null;
}
