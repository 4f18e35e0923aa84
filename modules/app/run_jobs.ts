import { networkInterfaces } from "node:os";
import { runAttempt } from "../crawl/attempt/attempt.ts";
import type { AttemptDeps } from "../crawl/attempt/session.ts";
import { DEFAULT_LIMITS } from "../crawl/egress/limits.ts";
import { type CrawlManager, createManager } from "../crawl/service.ts";
import { createRates } from "../crawl/jobs/rates.ts";
import { startReconciling } from "../crawl/jobs/reconcile.ts";
import { createReporter } from "../crawl/jobs/reporter.ts";
import type { EgressLimits } from "../crawl/messages.ts";
import type { JobEvent } from "../crawl/schemas.ts";
import { createHostClocks } from "../crawl/politeness/host_clocks.ts";
import { createStoreDeps } from "../images/storing/store.ts";
import type { Config } from "../shared/config.ts";
import type { Delivery } from "../shared/delivery/delivery.ts";
import { createRunning } from "../shared/delivery/running.ts";
import { AppError } from "../shared/errors.ts";
import { createHub } from "../shared/events/hub.ts";
import type { Log } from "../shared/log.ts";
import type { Closing } from "./closing.ts";
import type { Library } from "./open_library.ts";

export interface JobOptions {
  log: Log;
  /** How long the worker of a job may report nothing before it is killed. */
  silenceMilliseconds?: number;
  /** How long requests that have begun may go on after a job's time is up. */
  graceSeconds?: number;
  /** Limits of one request, which replace the defaults. */
  egressLimits?: Partial<EgressLimits>;
}

/** The crawl jobs of this node. */
export interface Jobs {
  readonly manager: CrawlManager;
  /** Stops claiming jobs, ends those under way so that they can be resumed, and ends the event streams. Further calls wait for the first. */
  stop(): Promise<void>;
}

/** Starts to run queued jobs. */
export async function runJobs(
  { library, delivery, config, closing }: { library: Library; delivery: Delivery; config: Config; closing: Closing },
  options: JobOptions,
): Promise<Jobs> {
  const { database, storage, disk } = library;
  const { log } = options;
  const { background } = database;
  const hub = createHub<JobEvent>();
  const rates = createRates();
  const reporter = createReporter({ database, hub, rates, log });
  const attempt = attemptDeps(library, config, options, reporter);
  const running = createRunning((jobId, signal) => runAttempt(attempt, jobId, signal));
  const queue = await delivery.work("crawl", { concurrency: config.crawl.concurrentJobs, run: running.run });
  const endReconciling = startReconciling({
    database: background,
    queue,
    disk,
    tempDirectory: storage.tempDirectory,
    reporter,
    log,
  });
  const manager = createManager({
    database,
    hub,
    rates,
    crawlersDir: config.crawl.crawlersDir,
    enqueue: async (jobId) => {
      if (!running.runAgain(jobId)) await queue.enqueue(jobId);
    },
    abort: running.abort,
    changed: reporter.changed,
  });
  let stopping: Promise<void> | undefined;
  const stop = () =>
    stopping ??= (async () => {
      const reconciled = endReconciling();
      hub.close();
      await running.stop();
      await reconciled;
      await reporter.close();
      await attempt.clocks.save()
        .catch((error: unknown) => log.warning("The delays of hosts could not be written down", { error }));
    })();
  closing.add(stop);
  return { manager, stop };
}

function attemptDeps(
  { database, storage, inspect, disk }: Library,
  { crawl }: Config,
  { log, silenceMilliseconds = 15_000, graceSeconds = 30, egressLimits = {} }: JobOptions,
  reporter: ReturnType<typeof createReporter>,
): AttemptDeps {
  const { background } = database;
  return {
    ...reporter,
    ...createStoreDeps({ database: background, storage, inspect }),
    clocks: createHostClocks({ database: background, userAgent: crawl.userAgent }),
    log,
    shortage: disk.shortage,
    silenceMilliseconds,
    graceSeconds,
    crawlersDir: crawl.crawlersDir,
    egress: {
      userAgent: crawl.userAgent,
      allowedPorts: [...crawl.allowedPorts],
      allowedPrivateHosts: [...crawl.allowedPrivateHosts],
      ownAddresses: Object.values(networkInterfaces()).flatMap((found) => found?.map(({ address }) => address) ?? []),
      limits: { ...DEFAULT_LIMITS, ...egressLimits },
    },
  };
}

/** Throws `invalid` if the folder of site crawlers cannot be read. */
export async function assertCrawlersDir(crawlersDir: string | undefined): Promise<void> {
  if (crawlersDir === undefined) return;
  // A folder that cannot be read is reported by the error below.
  const isDirectory = await Deno.stat(crawlersDir).then((found) => found.isDirectory, () => false);
  if (!isDirectory) throw new AppError("invalid", `CRAWLERS_DIR=${crawlersDir} is not a directory that can be read`);
}
