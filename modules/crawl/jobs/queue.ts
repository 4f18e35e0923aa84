import { PgBoss } from "pg-boss";
import type { Database } from "../../shared/database/handle.ts";
import type { Log } from "../../shared/log.ts";

const QUEUE = "crawl";
const DAY_SECONDS = 86_400;

/** Delivers jobs to this node, one after another per slot, and again after a node died. What happened to a job is told by our tables. */
export interface JobQueue {
  /** Hands a job to whichever node is free; a job that is waiting or running already is not handed out twice. */
  enqueue(jobId: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts pg-boss on the same database. `run` holds pg-boss's lease while it is pending; its signal says that the lease is lost.
 * A lease whose node died is free again after ten seconds without a heartbeat.
 */
export async function openQueue(
  { database, concurrentJobs, log, run }: {
    database: Database;
    concurrentJobs: number;
    log: Log;
    run: (jobId: number, signal: AbortSignal) => Promise<void>;
  },
): Promise<JobQueue> {
  const boss = new PgBoss({
    db: database.queue,
    backend: database.kind === "embedded" ? "pglite" : "postgres",
    useListenNotify: true,
    schedule: false,
    superviseIntervalSeconds: 2,
    monitorIntervalSeconds: 2,
    reindex: false,
    monitorVacuum: false,
  });
  boss.on("error", (error) => log.error("The job queue reports an error", { error }));
  await boss.start();
  await boss.createQueue(QUEUE, {
    policy: "exclusive",
    heartbeatSeconds: 10,
    expireInSeconds: DAY_SECONDS - 1,
    // Each death of a node uses up one; whether a job is given up is decided by its attempts, not here.
    retryLimit: 100_000,
    retryDelay: 1,
    deleteAfterSeconds: 3_600,
    notify: true,
  });
  if (database.kind === "embedded") await takeOver(boss);
  await boss.work<{ jobId: number }>(
    QUEUE,
    {
      localConcurrency: concurrentJobs,
      batchSize: 1,
      pollingIntervalSeconds: 1,
      notifyPollingIntervalSeconds: 1,
      heartbeatRefreshSeconds: 3,
    },
    async ([job]) => {
      if (job) await run(job.data.jobId, job.signal);
    },
  );

  return {
    enqueue: async (jobId) => void await boss.send(QUEUE, { jobId }, { singletonKey: String(jobId) }),
    close: async () => await boss.stop({ graceful: false, close: false }),
  };
}

/** The embedded database is this process's alone: what is active in it was a process's that died, and need not wait for its lease. */
async function takeOver(boss: PgBoss): Promise<void> {
  for (const { id, state } of await boss.findJobs(QUEUE)) if (state === "active") await boss.fail(QUEUE, id);
}
