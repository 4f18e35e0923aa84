import type { Database } from "../shared/database/handle.ts";
import { isPassing } from "../shared/database/faults.ts";
import { messageOf } from "../shared/errors.ts";
import type { Log } from "../shared/log.ts";
import type { Progress, TaskKind, TaskRun } from "./kind.ts";
import { finishTask, type Held, releaseTask, startAttempt, type TaskRow, writeProgress } from "./repository.ts";
import type { TaskFault } from "./schemas.ts";

/** Attempts without any progress, after which a task is given up: it may be what ends the process. */
const ATTEMPTS = 5;
/** Progress is written and shown this often; steps may be shorter. */
const WRITE_MILLISECONDS = 500;

export interface AttemptDeps {
  database: Database;
  kinds: ReadonlyMap<string, TaskKind>;
  log: Log;
  /** A row of the task as it is now. */
  changed(row: TaskRow): void;
}

/** Thrown when another attempt holds the task, or none does: this one writes nothing more. */
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
  if (row.attempts > ATTEMPTS) return await fail(deps, held, { code: "no_progress" });
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

/** An attempt that was stopped gives the task back, unless somebody cancelled the task or took it over. */
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
