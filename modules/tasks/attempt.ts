import type { Database } from "../shared/database/handle.ts";
import { isPassing } from "../shared/database/faults.ts";
import { messageOf } from "../shared/errors.ts";
import type { Log } from "../shared/log.ts";
import type { Progress, TaskKind, TaskRun } from "./kind.ts";
import { finishTask, type Held, releaseTask, startAttempt, type TaskRow, writeProgress } from "./repository.ts";
import type { TaskFault } from "./schemas.ts";

/**
 * The number of attempts in a row without progress after which a task fails, because it may be the reason why the process dies.
 */
const MAX_ATTEMPTS = 5;
/** The least time between two writes of progress, because steps may be shorter. */
const WRITE_MILLISECONDS = 500;

export interface AttemptDeps {
  database: Database;
  kinds: ReadonlyMap<string, TaskKind>;
  log: Log;
  /** To be called with the row of a task that has changed. */
  changed(row: TaskRow): void;
}

/** Thrown if this attempt no longer holds the task. It must not write any more then. */
class Superseded extends Error {}

/** Runs one attempt of a task. Throws only if the queue should deliver the task again: the database failed, not the task. */
export async function runAttempt(deps: AttemptDeps, id: number, lease: AbortSignal): Promise<void> {
  const { database, kinds, changed } = deps;
  const held: Held = { id, token: crypto.randomUUID() };
  const row = await startAttempt(database, id, held.token);
  if (row === null) return;
  changed(row);
  const kind = kinds.get(row.kind);
  if (kind === undefined) return await fail(deps, held, { code: "unknown_kind" });
  if (row.attempts > MAX_ATTEMPTS) return await fail(deps, held, { code: "no_progress" });
  try {
    const result = await kind.run(runOf(deps, held, row, lease));
    await finish(deps, { ...held, state: "completed", result: result ?? null, error: null });
  } catch (error) {
    await end(deps, held, error, lease);
  }
}

function runOf({ database, changed }: AttemptDeps, held: Held, row: TaskRow, lease: AbortSignal): TaskRun<unknown, unknown> {
  const lost = new AbortController();
  let written = -Infinity;
  const report = async (progress: Progress<unknown>) => {
    lease.throwIfAborted();
    if (performance.now() - written < WRITE_MILLISECONDS && progress.done !== progress.total) return;
    written = performance.now();
    const now = await writeProgress(database, { ...held, ...progress });
    if (now === null) {
      lost.abort();
      throw new Superseded();
    }
    changed(now);
  };
  const { parameters, position } = row;
  return { parameters, position, signal: AbortSignal.any([lease, lost.signal]), report };
}

/**
 * Ends an attempt after an error. The task is queued again if this node stops. Otherwise it fails, unless the database failed.
 */
async function end(deps: AttemptDeps, held: Held, error: unknown, lease: AbortSignal): Promise<void> {
  const { database, log, changed } = deps;
  if (error instanceof Superseded) return;
  if (lease.aborted) {
    const row = await releaseTask(database, held);
    if (row !== null) changed(row);
    return;
  }
  log[isPassing(error) ? "warning" : "error"]("A task failed", { task: held.id, error });
  if (isPassing(error)) throw error;
  await fail(deps, held, { code: "thrown", message: messageOf(error).slice(0, 500) });
}

async function fail(deps: AttemptDeps, held: Held, error: TaskFault): Promise<void> {
  await finish(deps, { ...held, state: "failed", result: null, error });
}

async function finish({ database, changed }: AttemptDeps, ending: Parameters<typeof finishTask>[1]): Promise<void> {
  const row = await finishTask(database, ending);
  if (row !== null) changed(row);
}
