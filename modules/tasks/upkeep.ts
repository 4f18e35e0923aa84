import type { Database } from "../shared/database/handle.ts";
import type { WorkQueue } from "../shared/delivery/delivery.ts";
import type { Log } from "../shared/log.ts";
import { repeat } from "../shared/repeat.ts";
import type { TaskKind } from "./kind.ts";
import { deleteOldTasks, insertTask, listUnfinishedTasks } from "./repository.ts";
import { addSchedule, claimSchedule } from "./schedule_repository.ts";

const EVERY_MILLISECONDS = 2_000;
/** The number of tasks that are queued at a time. It is more than can run at a time; further tasks follow when these are done. */
const TASKS_PER_TURN = 64;
const SCHEDULE_MILLISECONDS = 60_000;
const RETENTION = { days: 30, newest: 500 };

export interface UpkeepDeps {
  database: Database;
  queue: WorkQueue;
  kinds: readonly TaskKind[];
  log: Log;
}

/** Schedules the kinds that are started by themselves. To be called before work begins, because it throws if the database fails. */
export async function addSchedules(database: Database, kinds: readonly TaskKind[]): Promise<void> {
  for (const { name, everyHours } of kinds) if (everyHours !== null) await addSchedule(database, name);
}

/**
 * Queues unfinished tasks every two seconds, because the queue loses a task if the process dies before queueing it. Every minute
 * it starts tasks that are due by their schedule and deletes old ones. Returns a function that ends this.
 */
export function startUpkeep(deps: UpkeepDeps): () => Promise<void> {
  const { database, queue, kinds, log } = deps;
  let scheduled = performance.now();
  const turn = async () => {
    for (const id of await listUnfinishedTasks(database, TASKS_PER_TURN)) await queue.enqueue(id);
    if (performance.now() - scheduled < SCHEDULE_MILLISECONDS) return;
    scheduled = performance.now();
    await startDueTasks(database, kinds);
    await deleteOldTasks(database, RETENTION);
  };
  return repeat(turn, {
    everyMilliseconds: EVERY_MILLISECONDS,
    failed: (error) => log.warning("Tasks could not be queued", { error }),
  });
}

/** Inserts a task of each kind that is due, only once if several nodes ask. The next turn queues it. */
export async function startDueTasks(database: Database, kinds: readonly TaskKind[]): Promise<void> {
  for (const { name, everyHours, isSingle, parse } of kinds) {
    if (everyHours === null) continue;
    await database.transaction(async (tx) => {
      if (!await claimSchedule(tx, { kind: name, everyHours })) return;
      await insertTask(tx, { kind: name, parameters: parse({}), singleKey: isSingle ? name : null });
    });
  }
}
