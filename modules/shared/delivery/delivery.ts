import { PgBoss } from "pg-boss";
import { z } from "zod";
import type { Database } from "../database/handle.ts";
import type { Log } from "../log.ts";

const DAY_SECONDS = 86_400;

/** Delivers the rows of a table to free nodes, and delivers a row again if its node died. The state of the work is in the row. */
export interface WorkQueue {
  /** Queues a row by its id, unless it is already queued or running. */
  enqueue(id: number): Promise<void>;
}

export interface WorkQueueOptions {
  /** How many rows this node works on at a time. */
  concurrency: number;
  /** Works on a row. The lease is held until the promise settles. The signal aborts if the lease is lost. */
  run: (id: number, signal: AbortSignal) => Promise<void>;
}

/** The delivery of jobs and tasks by pg-boss, which uses the same database. Each node has one. */
export interface Delivery {
  /** Starts to work on a queue. A lease ends if its node has sent no heartbeat for ten seconds. */
  work(queue: string, options: WorkQueueOptions): Promise<WorkQueue>;
  /** Takes no more work. Repeated calls wait for the first. */
  close(): Promise<void>;
}

export async function openDelivery({ database, log }: { database: Database; log: Log }): Promise<Delivery> {
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
  let closing: Promise<void> | undefined;
  return {
    work: async (queue, options) => {
      await createQueue(boss, queue);
      if (database.kind === "embedded") await takeOver(boss, queue);
      await startWork(boss, queue, options);
      return { enqueue: async (id) => void await boss.send(queue, { id }, { singletonKey: String(id) }) };
    },
    close: () => closing ??= boss.stop({ graceful: false, close: false }),
  };
}

async function createQueue(boss: PgBoss, queue: string): Promise<void> {
  await boss.createQueue(queue, {
    policy: "exclusive",
    heartbeatSeconds: 10,
    expireInSeconds: DAY_SECONDS - 1,
    // Each death of a node is one retry. The number of attempts in the row decides when to give up, so there is no limit here.
    retryLimit: 100_000,
    retryDelay: 1,
    deleteAfterSeconds: 3_600,
    notify: true,
  });
}

/** Ends the leases of a process that died. No other process can use the embedded database, so all active leases are such. */
async function takeOver(boss: PgBoss, queue: string): Promise<void> {
  for (const { id, state } of await boss.findJobs(queue)) if (state === "active") await boss.fail(queue, id);
}

/** Earlier versions called the id of a crawl job `jobId`. */
const Payload = z.union([
  z.object({ id: z.number() }),
  z.object({ jobId: z.number() }).transform(({ jobId }) => ({ id: jobId })),
]);

async function startWork(boss: PgBoss, queue: string, { concurrency, run }: WorkQueueOptions): Promise<void> {
  await boss.work(
    queue,
    {
      localConcurrency: concurrency,
      batchSize: 1,
      pollingIntervalSeconds: 1,
      notifyPollingIntervalSeconds: 1,
      heartbeatRefreshSeconds: 3,
    },
    async ([job]) => {
      if (job) await run(Payload.parse(job.data).id, job.signal);
    },
  );
}
