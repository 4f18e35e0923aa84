import type { Queryable } from "../shared/database/handle.ts";
import type { TaskFault, TaskState } from "./schemas.ts";

/** A row of `task`. */
export interface TaskRow {
  id: number;
  kind: string;
  parameters: unknown;
  state: TaskState;
  done: number;
  total: number | null;
  position: unknown;
  result: unknown;
  error: TaskFault | null;
  attempts: number;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

const TASK = `id, kind, parameters, state, done, total, position, result, error, attempts, created_at, started_at, finished_at`;

/** Inserts a task. Returns null if a task with the same key is queued or running. */
export async function insertTask(
  db: Queryable,
  { kind, parameters, singleKey }: { kind: string; parameters: unknown; singleKey: string | null },
): Promise<TaskRow | null> {
  const [row] = await db.query<TaskRow>(
    `insert into task (kind, parameters, single_key) values ($1, $2::text::jsonb, $3)
     on conflict (single_key) where state in ('queued', 'running') do nothing returning ${TASK}`,
    [kind, JSON.stringify(parameters), singleKey],
  );
  return row ?? null;
}

export async function findTask(db: Queryable, id: number): Promise<TaskRow | null> {
  const [row] = await db.query<TaskRow>(`select ${TASK} from task where id = $1`, [id]);
  return row ?? null;
}

/** Finds the queued or running task that has a key. */
export async function findTaskOfKey(db: Queryable, singleKey: string): Promise<TaskRow | null> {
  const [row] = await db.query<TaskRow>(
    `select ${TASK} from task where single_key = $1 and state in ('queued', 'running')`,
    [singleKey],
  );
  return row ?? null;
}

/** Lists tasks, the newest first. */
export async function listTasks(
  db: Queryable,
  { state, before, limit }: { state?: TaskState | undefined; before?: number | undefined; limit: number },
): Promise<TaskRow[]> {
  return await db.query<TaskRow>(
    `select ${TASK} from task where ($1::text is null or state = $1) and ($2::bigint is null or id < $2)
     order by id desc limit $3::int`,
    [state ?? null, before ?? null, limit],
  );
}

/** Lists the oldest tasks that should be in the queue. The queue may have lost them when a process died. */
export async function listUnfinishedTasks(db: Queryable, limit: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    "select id from task where state in ('queued', 'running') order by id limit $1::int",
    [limit],
  );
  return rows.map(({ id }) => id);
}

/**
 * Begins an attempt with a new token, so that earlier attempts no longer hold the task. Returns null if the task has finished.
 */
export async function startAttempt(db: Queryable, id: number, token: string): Promise<TaskRow | null> {
  const [row] = await db.query<TaskRow>(
    `update task set state = 'running', token = $2::uuid, attempts = attempts + 1, started_at = coalesce(started_at, now())
     where id = $1 and state in ('queued', 'running') returning ${TASK}`,
    [id, token],
  );
  return row ?? null;
}

/** A task and the token of the attempt that holds it. */
export interface Held {
  id: number;
  token: string;
}

export interface WrittenProgress {
  done: number;
  total: number | null;
  position: unknown;
}

/** Writes the progress of a task. Returns null if the attempt no longer holds it. */
export async function writeProgress(
  db: Queryable,
  { id, token, done, total, position }: Held & WrittenProgress,
): Promise<TaskRow | null> {
  const [row] = await db.query<TaskRow>(
    `update task set done = $3::bigint, total = $4::bigint, position = $5::text::jsonb, attempts = 1
     where id = $1 and token = $2::uuid and state = 'running' returning ${TASK}`,
    [id, token, done, total, JSON.stringify(position)],
  );
  return row ?? null;
}

/**
 * Makes a task queued again, because this node stops. The attempt does not count. Returns null if it no longer holds the task.
 */
export async function releaseTask(db: Queryable, { id, token }: Held): Promise<TaskRow | null> {
  const [row] = await db.query<TaskRow>(
    `update task set state = 'queued', token = null, attempts = greatest(attempts - 1, 0)
     where id = $1 and token = $2::uuid and state = 'running' returning ${TASK}`,
    [id, token],
  );
  return row ?? null;
}

/** Ends a task. If it completed, `done` becomes `total`. Returns null if the attempt no longer holds it. */
export async function finishTask(
  db: Queryable,
  { id, token, state, result, error }: Held & { state: "completed" | "failed"; result: unknown; error: TaskFault | null },
): Promise<TaskRow | null> {
  const [row] = await db.query<TaskRow>(
    `update task set state = $3, result = $4::text::jsonb, error = $5::text::jsonb, token = null, position = null, finished_at = now(),
       done = case when $3 = 'completed' then coalesce(total, done) else done end
     where id = $1 and token = $2::uuid and state = 'running' returning ${TASK}`,
    [id, token, state, result === null ? null : JSON.stringify(result), error === null ? null : JSON.stringify(error)],
  );
  return row ?? null;
}

/** Cancels a task. Returns null if it has finished or does not exist. */
export async function cancelTask(db: Queryable, id: number): Promise<TaskRow | null> {
  const [row] = await db.query<TaskRow>(
    `update task set state = 'cancelled', token = null, position = null, finished_at = now()
     where id = $1 and state in ('queued', 'running') returning ${TASK}`,
    [id],
  );
  return row ?? null;
}

/** Deletes finished tasks that are older than `days` or not among the `newest`. Returns the number of deleted tasks. */
export async function deleteOldTasks(db: Queryable, { days, newest }: { days: number; newest: number }): Promise<number> {
  const rows = await db.query<{ id: number }>(
    `delete from task where finished_at is not null and (
       finished_at < now() - make_interval(days => $1::int)
       or id <= (select id from task where finished_at is not null order by id desc offset $2::int limit 1)
     ) returning id`,
    [days, newest],
  );
  return rows.length;
}
