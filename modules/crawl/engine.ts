import { networkInterfaces } from "node:os";
import type { Config } from "../shared/config.ts";
import { lockDataDirectory } from "../shared/data_lock.ts";
import { type DiskSpace, watchDisk } from "../shared/disk.ts";
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
import { type CrawlManager, createManager } from "./manager.ts";
import type { EgressLimits } from "./messages.ts";
import { createHostClocks } from "./politeness/host_clocks.ts";
import { openQueue } from "./queue.ts";
import { createRates } from "./rates.ts";
import { keepQueued } from "./reconcile.ts";
import { createReporter } from "./reporter.ts";
import { createRunning } from "./running.ts";

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
  /** The room on the disk of the data directory. */
  readonly disk: DiskSpace;
  /** Whether the database answers soon. */
  ready(): Promise<boolean>;
  /** Claims no more work, ends jobs so that they can be resumed, and ends the event streams. */
  stopJobs(): Promise<void>;
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
  /** How long a database server that does not answer is waited for. */
  waitMilliseconds?: number;
}

const READY_MILLISECONDS = 3_000;

/** Takes the data directory, brings the database up to date, removes what a crash left behind, and begins to run jobs. */
export async function openEngine(
  config: Config,
  { log, silenceMilliseconds = 15_000, graceSeconds = 30, egressLimits = {}, ...wait }: EngineOptions,
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
    const { dataDir, minFree, databaseUrl } = config;
    const disk = await watchDisk({ dataDir, floorBytes: minFree, log, isReserving: databaseUrl === undefined });
    cleanup.push(() => disk.close());
    const database = await openDatabase(config, { log, disk, ...wait });
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
      disk,
      config,
      database,
      storage,
      inspect,
      log,
      silenceMilliseconds,
      graceSeconds,
      egressLimits,
    });
    let stopping: Promise<void> | undefined;
    const stopJobs = () => stopping ??= stop();
    cleanup.push(stopJobs);
    return {
      ...{ config, database, storage, inspect, manager, disk, stopJobs, close },
      localSecret: lock.secret,
      setAddress: lock.setAddress,
      ready: () => answersSoon(database),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function answersSoon(database: Database): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const late = setTimeout(resolve, READY_MILLISECONDS, false);
  // That the database does not answer is the answer.
  void database.query("select 1").then(() => resolve(true), () => resolve(false));
  return await promise.finally(() => clearTimeout(late));
}

async function assertCrawlersDir(crawlersDir: string | undefined): Promise<void> {
  if (crawlersDir === undefined) return;
  // The message says that it cannot be read.
  const isDirectory = await Deno.stat(crawlersDir).then((found) => found.isDirectory, () => false);
  if (!isDirectory) throw new AppError("invalid", `CRAWLERS_DIR=${crawlersDir} is not a directory that can be read`);
}

interface JobsDeps {
  disk: DiskSpace;
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
  { config, database, storage, inspect, disk, log, silenceMilliseconds, graceSeconds, egressLimits }: JobsDeps,
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
    shortage: disk.shortage,
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
  const reconciling = keepQueued({ database: background, queue, disk, tempDirectory: storage.tempDirectory, reporter, log });
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
