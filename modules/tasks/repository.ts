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

/** Null if a task with the same key is queued or running. */
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

/** The task that holds a key: it is queued or running. */
export async function findTaskOfKey(db: Queryable, singleKey: string): Promise<TaskRow | null> {
  const [row] = await db.query<TaskRow>(
    `select ${TASK} from task where single_key = $1 and state in ('queued', 'running')`,
    [singleKey],
  );
  return row ?? null;
}

/** Newest first. */
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

/** The oldest tasks that ought to be with the queue: it may have lost them with a process. */
export async function listUnfinishedTasks(db: Queryable, limit: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    "select id from task where state in ('queued', 'running') order by id limit $1::int",
    [limit],
  );
  return rows.map(({ id }) => id);
}

/** Begins an attempt under a new token, which takes the task from any attempt before; null if the task has finished. */
export async function startAttempt(db: Queryable, id: number, token: string): Promise<TaskRow | null> {
  const [row] = await db.query<TaskRow>(
    `update task set state = 'running', token = $2::uuid, attempts = attempts + 1, started_at = coalesce(started_at, now())
     where id = $1 and state in ('queued', 'running') returning ${TASK}`,
    [id, token],
  );
  return row ?? null;
}

/** What an attempt writes, if it still holds the task. */
export interface Held {
  id: number;
  token: string;
}

export interface WrittenProgress {
  done: number;
  total: number | null;
  position: unknown;
}

/** Null if the attempt no longer holds the task. */
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

/** Gives the task back to the queue, because this node stops: that attempt does not count. */
export async function releaseTask(db: Queryable, { id, token }: Held): Promise<TaskRow | null> {
  const [row] = await db.query<TaskRow>(
    `update task set state = 'queued', token = null, attempts = greatest(attempts - 1, 0)
     where id = $1 and token = $2::uuid and state = 'running' returning ${TASK}`,
    [id, token],
  );
  return row ?? null;
}

/** Ends the task. A completed one has done all that there was. Null if the attempt no longer holds the task. */
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

/** Null if the task has finished or does not exist. */
export async function cancelTask(db: Queryable, id: number): Promise<TaskRow | null> {
  const [row] = await db.query<TaskRow>(
    `update task set state = 'cancelled', token = null, position = null, finished_at = now()
     where id = $1 and state in ('queued', 'running') returning ${TASK}`,
    [id],
  );
  return row ?? null;
}

/** Removes finished tasks that are older than so many days, and all but the newest ones. Returns how many. */
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
