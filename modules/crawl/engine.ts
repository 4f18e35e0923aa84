import { networkInterfaces } from "node:os";
import type { Config } from "../shared/config.ts";
import { lockDataDirectory } from "../shared/data_lock.ts";
import { openDatabase } from "../shared/database/open.ts";
import type { Database } from "../shared/database/handle.ts";
import { migrate } from "../shared/database/migrate.ts";
import { AppError } from "../shared/errors.ts";
import type { Log } from "../shared/log.ts";
import { type InspectPool, openInspectPool } from "../images/inspect/pool.ts";
import { createKeepDeps } from "../images/keep.ts";
import { keepFolding } from "../images/search/folding.ts";
import { openStorage, type Storage } from "../images/storage.ts";
import { sweep } from "../images/sweep.ts";
import { rollBackUnfinished } from "../tags/operations/roll_back.ts";
import { runAttempt } from "./attempt/attempt.ts";
import type { AttemptDeps } from "./attempt/session.ts";
import { DEFAULT_LIMITS } from "./egress/limits.ts";
import { createHub } from "./hub.ts";
import { listUnfinishedJobs } from "./job_repository.ts";
import { type CrawlManager, createManager } from "./manager.ts";
import type { EgressLimits } from "./messages.ts";
import { createHostClocks } from "./politeness/host_clocks.ts";
import { type JobQueue, openQueue } from "./queue.ts";
import { createRates } from "./rates.ts";
import { createReporter } from "./reporter.ts";

/** Everything that runs, without HTTP: the web server and the command line stand on it. */
export interface Engine {
  readonly config: Config;
  readonly database: Database;
  readonly storage: Storage;
  readonly inspect: InspectPool;
  readonly manager: CrawlManager;
  /** What the lock file holds for programs of the same user on this machine. */
  readonly localSecret: string;
  /** Says in the lock file where the web server answers. */
  setAddress(address: string): Promise<void>;
  /** Whether the database answers. */
  ready(): Promise<boolean>;
  /** Ends jobs so that they can be resumed, then everything else. */
  close(): Promise<void>;
}

export interface EngineOptions {
  log: Log;
  /** How long a job's worker may be silent before it is killed. */
  silenceMilliseconds?: number;
  /** How long what is under way may go on after a job's time is up. */
  graceSeconds?: number;
  /** What one request may take, in place of the defaults. */
  egressLimits?: Partial<EgressLimits>;
}

const RECONCILE_MILLISECONDS = 2_000;
/** More than can run at a time: the next ones come up when these are done. */
const RECONCILED = 64;

/** Takes the data directory, brings the database up to date, removes what a crash left behind, and begins to run jobs. */
export async function openEngine(
  config: Config,
  { log, silenceMilliseconds = 15_000, graceSeconds = 30, egressLimits = {} }: EngineOptions,
): Promise<Engine> {
  const cleanup: (() => Promise<unknown> | unknown)[] = [];
  const close = async () => {
    for (const step of cleanup.splice(0).reverse()) {
      await Promise.resolve(step()).catch((error: unknown) => log.error("Closing failed", { error }));
    }
  };
  try {
    await assertCrawlersDir(config.crawl.crawlersDir);
    const lock = await lockDataDirectory(config.dataDir);
    cleanup.push(() => lock.release());
    const database = await openDatabase(config, log);
    cleanup.push(() => database.close());
    const applied = await migrate(database);
    if (applied.length > 0) log.info("The database was migrated", { applied });
    const rolledBack = await rollBackUnfinished(database);
    if (rolledBack.length > 0) log.warning("Edits that a crash left half done were rolled back", { rolledBack });
    const storage = await openStorage(config.dataDir);
    await sweep({ database, storage, log });
    cleanup.push(keepFolding({ database, log }));
    const inspect = openInspectPool({ dataDir: config.dataDir, processes: config.inspectProcesses, log });
    cleanup.push(() => inspect.close());
    const { manager, stop } = await startJobs({
      config,
      database,
      storage,
      inspect,
      log,
      silenceMilliseconds,
      graceSeconds,
      egressLimits,
    });
    cleanup.push(stop);
    // That the database does not answer is the answer.
    const ready = () => database.query("select 1").then(() => true, () => false);
    return { config, database, storage, inspect, manager, localSecret: lock.secret, setAddress: lock.setAddress, ready, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function assertCrawlersDir(crawlersDir: string | undefined): Promise<void> {
  if (crawlersDir === undefined) return;
  // The message says that it cannot be read.
  const isDirectory = await Deno.stat(crawlersDir).then((found) => found.isDirectory, () => false);
  if (!isDirectory) throw new AppError("invalid", `CRAWLERS_DIR=${crawlersDir} is not a directory that can be read`);
}

interface JobsDeps {
  config: Config;
  database: Database;
  storage: Storage;
  inspect: InspectPool;
  log: Log;
  silenceMilliseconds: number;
  graceSeconds: number;
  egressLimits: Partial<EgressLimits>;
}

async function startJobs(
  { config, database, storage, inspect, log, silenceMilliseconds, graceSeconds, egressLimits }: JobsDeps,
) {
  const { background } = database;
  const hub = createHub();
  const rates = createRates();
  const reporter = createReporter({ database, hub, rates, log });
  const clocks = createHostClocks({ database: background, userAgent: config.crawl.userAgent });
  const attempt: AttemptDeps = {
    ...reporter,
    ...createKeepDeps({ database: background, storage, inspect }),
    clocks,
    log,
    silenceMilliseconds,
    graceSeconds,
    crawlersDir: config.crawl.crawlersDir,
    egress: {
      userAgent: config.crawl.userAgent,
      allowedPorts: [...config.crawl.allowedPorts],
      allowedPrivateHosts: [...config.crawl.allowedPrivateHosts],
      ownAddresses: Object.values(networkInterfaces()).flatMap((found) => found?.map(({ address }) => address) ?? []),
      limits: { ...DEFAULT_LIMITS, ...egressLimits },
    },
  };
  const running = createRunning((jobId, signal) => runAttempt(attempt, jobId, signal));
  const queue = await openQueue({ database, concurrentJobs: config.crawl.concurrentJobs, log, run: running.run });
  const reconciling = keepQueued({ database: background, queue, log });
  const manager = createManager({
    database,
    hub,
    rates,
    crawlersDir: config.crawl.crawlersDir,
    enqueue: async (jobId) => {
      if (!running.again(jobId)) await queue.enqueue(jobId);
    },
    abort: running.abort,
    changed: reporter.changed,
  });
  const stop = async () => {
    clearInterval(reconciling);
    hub.close();
    await running.stop();
    await queue.close();
    await reporter.close();
    await clocks.save().catch((error: unknown) => log.warning("The delays of hosts could not be written down", { error }));
  };
  return { manager, stop };
}

/** The attempts that run in this process. */
function createRunning(attempt: (jobId: number, signal: AbortSignal) => Promise<void>) {
  const running = new Map<number, { controller: AbortController; done: Promise<void>; again: boolean }>();
  let stopping = false;
  return {
    run: async (jobId: number, lease: AbortSignal): Promise<void> => {
      let again = true;
      while (again) {
        if (stopping) throw new Error("This node is stopping");
        const controller = new AbortController();
        const done = attempt(jobId, AbortSignal.any([lease, controller.signal]));
        const own = { controller, done, again: false };
        running.set(jobId, own);
        try {
          await done;
        } finally {
          if (running.get(jobId) === own) running.delete(jobId);
        }
        again = own.again && !lease.aborted;
      }
    },
    /** A job that is resumed while its last attempt is ending goes on under the same lease: the queue would not take it yet. */
    again: (jobId: number): boolean => {
      const own = running.get(jobId);
      if (own) own.again = true;
      return own !== undefined;
    },
    abort: (jobId: number) => running.get(jobId)?.controller.abort(),
    stop: async () => {
      stopping = true;
      const all = [...running.values()];
      for (const { controller } of all) controller.abort();
      await Promise.allSettled(all.map(({ done }) => done));
    },
  };
}

/** Whatever the tables say is to be run is with the queue: a crash between the two, or a resume during an ending attempt, heals. */
function keepQueued({ database, queue, log }: { database: Database; queue: JobQueue; log: Log }) {
  const reconcile = async () => {
    for (const jobId of await listUnfinishedJobs(database, RECONCILED)) await queue.enqueue(jobId);
  };
  let reconciling = false;
  return setInterval(() => {
    if (reconciling) return;
    reconciling = true;
    void reconcile()
      .catch((error: unknown) => log.warning("Jobs could not be queued", { error }))
      .finally(() => reconciling = false);
  }, RECONCILE_MILLISECONDS);
}
