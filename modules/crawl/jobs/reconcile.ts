import { join } from "node:path";
import type { DiskSpace } from "../../shared/disk.ts";
import type { WorkQueue } from "../../shared/delivery/delivery.ts";
import { repeat } from "../../shared/repeat.ts";
import type { Database } from "../../shared/database/handle.ts";
import type { Log } from "../../shared/log.ts";
import { listUnfinishedJobs, resumeWaitingForDisk } from "../repository.ts";
import type { Reporter } from "./reporter.ts";

const RECONCILE_MILLISECONDS = 2_000;
/** More than can run at a time: the next ones come up when these are done. */
const RECONCILED = 64;
/** A disk that refuses writes although it has room may do so again at once: jobs try it so often. */
const RESUME_MILLISECONDS = 10_000;
const PROBE_BYTES = 64 * 1024;

export interface ReconcileDeps {
  database: Database;
  queue: WorkQueue;
  disk: Pick<DiskSpace, "shortage">;
  tempDirectory: string;
  reporter: Pick<Reporter, "say">;
  log: Log;
}

/**
 * Whatever the tables say is to be run is with the queue: a crash between the two, or a resume during an ending attempt, heals. Jobs
 * that wait for the disk go on when it takes writes again. Returns a function that ends it.
 */
export function keepQueued(deps: ReconcileDeps): () => Promise<void> {
  const { database, queue, log } = deps;
  let resumed = -Infinity;
  const reconcile = async () => {
    if (performance.now() - resumed > RESUME_MILLISECONDS && await resumeJobs(deps)) resumed = performance.now();
    for (const jobId of await listUnfinishedJobs(database, RECONCILED)) await queue.enqueue(jobId);
  };
  const failed = (error: unknown) => log.warning("Jobs could not be queued", { error });
  return repeat(reconcile, { everyMilliseconds: RECONCILE_MILLISECONDS, failed });
}

/** Whether any job goes on. */
async function resumeJobs({ database, disk, tempDirectory, reporter }: ReconcileDeps): Promise<boolean> {
  if (disk.shortage() !== null || !await takesWrites(tempDirectory)) return false;
  const jobs = await resumeWaitingForDisk(database);
  for (const jobId of jobs) await reporter.say(jobId, "info", { code: "disk_is_back" });
  return jobs.length > 0;
}

async function takesWrites(directory: string): Promise<boolean> {
  const path = join(directory, "probe");
  try {
    await Deno.writeFile(path, new Uint8Array(PROBE_BYTES));
    await Deno.remove(path);
    return true;
  } catch {
    // The disk says no: it is asked again at the next turn.
    return false;
  }
}
