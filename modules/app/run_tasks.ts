import { compareBitmaps } from "../search/index/compare_bitmaps.ts";
import type { Delivery } from "../shared/delivery/delivery.ts";
import type { Log } from "../shared/log.ts";
import { openTasks, type TaskService } from "../tasks/service.ts";
import type { Closing } from "./closing.ts";
import type { Library } from "./open_library.ts";

/** Begins to run the tasks that are queued, of every kind that a slice has. */
export async function runTasks(
  { library: { database }, delivery, closing }: { library: Library; delivery: Delivery; closing: Closing },
  { log }: { log: Log },
): Promise<TaskService> {
  const kinds = [compareBitmaps(database.background)];
  const tasks = await openTasks({ database, delivery, kinds, log });
  closing.add(tasks.stop);
  return tasks;
}
