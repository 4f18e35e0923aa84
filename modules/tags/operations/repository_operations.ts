import type { Queryable } from "../../shared/database/handle.ts";

export interface NewOperation {
  /** What the history calls the act: `tag`, `merge`, `undo`. */
  kind: string;
  /** What it says about it, for people. */
  summary: string;
  detail?: Record<string, unknown>;
  undoOf?: number;
}

export interface Totals {
  /** Whether anything changed: taggings, vocabulary or what others record. */
  changed: boolean;
  images: number;
  added: number;
  removed: number;
}

/** Any fixed number that no other program on the same server takes. */
const ADVISORY_LOCK = 7_214_906_333;

/** Until the transaction ends: edits of taggings beside each other, an act on the vocabulary (names, implications) alone. */
export async function lockVocabulary(tx: Queryable, alone: boolean): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock${alone ? "" : "_shared"}($1)`, [ADVISORY_LOCK]);
}

/** Begins an operation, unfinished. Its id is the greatest of all that changed the tags which the caller has locked. */
export async function insertOperation(tx: Queryable, { kind, summary, detail = {}, undoOf }: NewOperation): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    `insert into operation (kind, summary, detail, undo_of, finished) values ($1, $2, $3::text::jsonb, $4, false) returning id`,
    [kind, summary, JSON.stringify(detail), undoOf ?? null],
  );
  if (!row) throw new Error("The operation was not inserted");
  return row.id;
}

/** The latest operation of all, where it is this act and in effect; else begins it. The caller has locked the tags that it changes. */
export async function continueOperation(tx: Queryable, act: NewOperation): Promise<number> {
  const [latest] = await tx.query<{ id: number }>(
    `select id from operation where id = (select max(id) from operation)
      and kind = $1 and detail = $2::text::jsonb and undone_at is null and finished for update`,
    [act.kind, JSON.stringify(act.detail ?? {})],
  );
  return latest?.id ?? await insertOperation(tx, act);
}

/** Counts what the operation changed and marks it finished; one that changed nothing is removed. `others` counts changes that are not tags'. */
export async function finishOperation(tx: Queryable, id: number, others: number): Promise<Totals> {
  const [row] = await tx.query<Totals>(
    `update operation set finished = true, images = totals.images + $2, added = totals.added, removed = totals.removed
    from operation_totals($1) totals where operation.id = $1
    returning operation.images, operation.added, operation.removed, $2 > 0 or operation.added + operation.removed > 0
      or exists (select 1 from vocabulary_change where operation_id = $1) as changed`,
    [id, others],
  );
  if (!row) throw new Error(`Operation ${id} is gone`);
  if (!row.changed) await deleteOperation(tx, id);
  return row;
}

export async function deleteOperation(tx: Queryable, id: number): Promise<void> {
  await tx.query("delete from operation where id = $1", [id]);
}

/** Operations that a crash left under way, the newest first. */
export async function listUnfinished(db: Queryable): Promise<{ id: number; summary: string }[]> {
  return await db.query<{ id: number; summary: string }>("select id, summary from operation where not finished order by id desc");
}

export interface OperationState {
  id: number;
  kind: string;
  summary: string;
  undoOf: number | null;
  undoneBy: number | null;
  undone: boolean;
  finished: boolean;
  /** Taggings that it added and removed. */
  taggings: number;
}

const STATE = "id, kind, summary, undo_of, undone_by, undone_at is not null as undone, finished, added + removed as taggings";

export async function findOperationState(db: Queryable, id: number): Promise<OperationState | null> {
  const [row] = await db.query<OperationState>(`select ${STATE} from operation where id = $1`, [id]);
  return row ?? null;
}

const CHAIN = `with recursive chain (id, undo_of, depth) as (
    select id, undo_of, 0 from operation where id = $1
    union all
    select operation.id, operation.undo_of, depth + 1 from operation join chain on operation.id = chain.undo_of
  )`;

/** Keeps others from undoing the operation, or what it undid in turn, until the transaction ends. */
export async function lockOperation(tx: Queryable, id: number): Promise<void> {
  await tx.query(`${CHAIN} select id from operation where id in (select id from chain) order by id for update`, [id]);
}

/** Marks an operation undone. Where it was an undo itself, what it had undone is in effect again, and so on. */
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
