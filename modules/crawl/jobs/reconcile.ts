import { join } from "node:path";
import type { DiskSpace } from "../../shared/disk.ts";
import type { WorkQueue } from "../../shared/delivery/delivery.ts";
import { repeat } from "../../shared/repeat.ts";
import type { Database } from "../../shared/database/handle.ts";
import type { Log } from "../../shared/log.ts";
import { listUnfinishedJobs, resumeWaitingForDisk } from "../repository.ts";
import type { Reporter } from "./reporter.ts";

const RECONCILE_MILLISECONDS = 2_000;
/** The number of jobs that are queued at a time. It is more than can run at a time; further jobs follow when these are done. */
const JOBS_PER_TURN = 64;
/** The least time between two attempts to resume, because a disk with room may still refuse the next write. */
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
 * Queues unfinished jobs every two seconds, because the queue loses a job if the process dies before queueing it or if the job is
 * resumed while its attempt still ends. Resumes jobs that wait for the disk. Returns a function that ends this.
 */
export function startReconciling(deps: ReconcileDeps): () => Promise<void> {
  const { database, queue, log } = deps;
  let resumed = -Infinity;
  const reconcile = async () => {
    if (performance.now() - resumed > RESUME_MILLISECONDS && await resumeJobs(deps)) resumed = performance.now();
    for (const jobId of await listUnfinishedJobs(database, JOBS_PER_TURN)) await queue.enqueue(jobId);
  };
  const failed = (error: unknown) => log.warning("Jobs could not be queued", { error });
  return repeat(reconcile, { everyMilliseconds: RECONCILE_MILLISECONDS, failed });
}

/** Resumes the jobs that wait for the disk if it takes writes again. Returns whether there were any. */
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
    // The disk still refuses writes. The next turn tries again.
    return false;
  }
}
