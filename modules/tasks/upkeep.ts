import type { Database } from "../shared/database/handle.ts";
import type { WorkQueue } from "../shared/delivery/delivery.ts";
import type { Log } from "../shared/log.ts";
import { repeat } from "../shared/repeat.ts";
import type { TaskKind } from "./kind.ts";
import { deleteOldTasks, insertTask, listUnfinishedTasks } from "./repository.ts";
import { addSchedule, claimSchedule } from "./schedule_repository.ts";

const EVERY_MILLISECONDS = 2_000;
/** More than can run at a time: the next ones come up when these are done. */
const QUEUED_AT_ONCE = 64;
const SCHEDULE_MILLISECONDS = 60_000;
const KEPT = { days: 30, newest: 500 };

export interface UpkeepDeps {
  database: Database;
  queue: WorkQueue;
  kinds: readonly TaskKind[];
  log: Log;
}

/**
 * Whatever the table says is to be run is with the queue, so that a crash between the two heals; tasks that are due by their
 * schedule start; old tasks are removed. Returns a function that ends it.
 */
export async function startUpkeep(deps: UpkeepDeps): Promise<() => Promise<void>> {
  const { database, queue, kinds, log } = deps;
  for (const { name, everyHours } of kinds) if (everyHours !== null) await addSchedule(database, name);
  let scheduled = performance.now();
  const turn = async () => {
    for (const id of await listUnfinishedTasks(database, QUEUED_AT_ONCE)) await queue.enqueue(id);
    if (performance.now() - scheduled < SCHEDULE_MILLISECONDS) return;
    scheduled = performance.now();
    await startDueTasks(database, kinds);
    await deleteOldTasks(database, KEPT);
  };
  return repeat(turn, {
    everyMilliseconds: EVERY_MILLISECONDS,
    failed: (error) => log.warning("Tasks could not be queued", { error }),
  });
}

/** Starts a task of each kind that is due, once for all nodes. The next turn hands it to the queue. */
export async function startDueTasks(database: Database, kinds: readonly TaskKind[]): Promise<void> {
  for (const { name, everyHours, isSingle, parse } of kinds) {
    if (everyHours === null) continue;
    await database.transaction(async (tx) => {
      if (!await claimSchedule(tx, { kind: name, everyHours })) return;
      await insertTask(tx, { kind: name, parameters: parse({}), singleKey: isSingle ? name : null });
    });
  }
}
