import type { Database } from "../shared/database/handle.ts";
import { AppError } from "../shared/errors.ts";
import { type EventHub, observeTopic, type Published } from "../shared/events/hub.ts";
import { cutPage, decodeCursor, type Page } from "../shared/page.ts";
import { thumbnailUrl } from "../images/urls.ts";
import { z } from "zod";
import { crawlerUrl } from "./crawler_file.ts";
import { concludePending } from "./frontier/frontier_repository.ts";
import { deleteJob, findJob, insertJob, type JobRow, listJobs, listMessages, listRecentImages, moveJob } from "./repository.ts";
import { listCuts } from "./jobs/cut_repository.ts";
import { describeCuts, LIMITS } from "./jobs/cuts.ts";
import { listJobHosts, listLedger, listReasons } from "./jobs/ledger_repository.ts";
import type { Rates } from "./jobs/rates.ts";
import { meaningOf } from "./jobs/reasons.ts";
import { insertRetry } from "./jobs/retry.ts";
import { findDependentRun } from "./jobs/retry_repository.ts";
import type {
  Cut,
  Job,
  JobEvent,
  JobHost,
  JobInput,
  JobMessage,
  JobQuery,
  JobStatus,
  LedgerQuery,
  LedgerUrl,
  ReasonTotal,
  RetryInput,
  ShownImage,
} from "./schemas.ts";
import { isTerminal } from "./jobs/job_view.ts";

/** What can be done with crawl jobs. Pages, API and command line use it. */
export interface CrawlManager {
  create(input: JobInput): Promise<Job>;
  get(id: number): Promise<Job>;
  list(query: z.infer<typeof JobQuery>): Promise<Page<Job>>;
  pause(id: number): Promise<Job>;
  resume(id: number): Promise<Job>;
  cancel(id: number): Promise<Job>;
  /** Runs a finished job again as a new job: all of it, only what failed, or a dry run for real. */
  retry(id: number, input?: RetryInput): Promise<Job>;
  remove(id: number): Promise<void>;
  urls(id: number, query: LedgerQuery): Promise<Page<LedgerUrl>>;
  /** Counts the job's URLs by outcome and reason. */
  reasons(id: number): Promise<ReasonTotal[]>;
  /** Lists what the job's limits left out, the largest number first. */
  cuts(id: number): Promise<Cut[]>;
  /** Lists the origins with the most pending URLs, with their delays. */
  hosts(id: number): Promise<JobHost[]>;
  messages(id: number, after?: number): Promise<JobMessage[]>;
  recentImages(id: number): Promise<ShownImage[]>;
  /** Yields the messages after `after`, a snapshot, and then events as they happen. Ends after the snapshot of a finished job. */
  observe(id: number, options: { after?: number | undefined; signal: AbortSignal }): AsyncIterable<Published<JobEvent>>;
}

export interface ManagerDeps {
  database: Database;
  hub: EventHub<JobEvent>;
  rates: Rates;
  crawlersDir: string | undefined;
  enqueue(jobId: number): Promise<void>;
  /** Ends the attempt of a job that runs in this process. */
  abort(jobId: number): void;
  changed(jobId: number): void;
}

const RECENT_IMAGES = 24;
const HOSTS = 10;
const CUTS = 20;

export function createManager(deps: ManagerDeps): CrawlManager {
  const { database, rates } = deps;
  const required = async (id: number) => await findJob(database, id) ?? missing(id);
  const begin = async (row: JobRow) => {
    await deps.enqueue(row.id);
    return rates.jobOf(row);
  };

  return {
    create: async ({ urls, options: { headers, cookies, ...options } }) => {
      crawlerUrl(options.crawler, deps.crawlersDir);
      return await begin(await insertJob(database, { seeds: [...new Set(urls)], options, secrets: { headers, cookies } }));
    },
    get: async (id) => rates.jobOf(await required(id)),
    list: async ({ status, limit, cursor }) => {
      const before = decodeCursor(cursor, z.tuple([z.number().int()]))?.[0];
      const rows = await listJobs(database, { status, before, limit: limit + 1 });
      return cutPage(rows.map(rates.jobOf), limit, ({ id }) => [id]);
    },
    pause: (id) => move(deps, id, { from: ["queued", "running"], to: "paused" }),
    resume: async (id) => {
      const job = await move(deps, id, { from: ["paused"], to: "queued" });
      await deps.enqueue(id);
      return job;
    },
    cancel: (id) => move(deps, id, { from: ["queued", "running", "paused"], to: "cancelled" }),
    retry: async (id, input = {}) => {
      crawlerUrl((await required(id)).options.crawler, deps.crawlersDir);
      return await begin(await insertRetry(database, id, input));
    },
    remove: async (id) => {
      const { status } = await required(id);
      if (!isTerminal(status)) throw new AppError("conflict", `Job ${id} is ${status}: cancel it before it is deleted`);
      const run = await findDependentRun(database, id);
      if (run !== null) {
        throw new AppError(
          "conflict",
          `Job ${run.id} fetches the failures of job ${id} again, and is ${run.status}: wait for its end, or cancel it`,
        );
      }
      await deleteJob(database, id);
    },
    urls: async (id, query) => {
      await required(id);
      const after = decodeCursor(query.cursor, z.tuple([z.number().int()]))?.[0] ?? 0;
      return cutPage(await listLedger(database, id, query, after), query.limit, (url) => [url.id]);
    },
    reasons: async (id) => {
      await required(id);
      const totals = await listReasons(database, id);
      return totals.map((total) => ({ ...total, meaning: total.reason === null ? "" : meaningOf(total.reason) }));
    },
    cuts: async (id) => {
      await required(id);
      return describeCuts(await listCuts(database, id, { reasons: Object.keys(LIMITS), limit: CUTS }));
    },
    hosts: async (id) => {
      await required(id);
      return await listJobHosts(database, id, HOSTS);
    },
    messages: async (id, after) => {
      await required(id);
      return await listMessages(database, id, after);
    },
    recentImages: async (id) => {
      const images = await listRecentImages(database, id, RECENT_IMAGES);
      return images.map((image) => ({ id: image.id, alt: image.alt, thumbnailUrl: thumbnailUrl(image) }));
    },
    observe: (id, options) => observe(deps, id, options),
  };
}

function missing(id: number): never {
  throw new AppError("not_found", `Job ${id} does not exist`);
}

async function move(deps: ManagerDeps, id: number, { from, to }: { from: JobStatus[]; to: JobStatus }): Promise<Job> {
  const row = await deps.database.transaction(async (tx) => {
    const moved = await moveJob(tx, { id, from, to });
    if (moved !== null && to === "cancelled") {
      await concludePending(tx, { jobId: id, outcome: "rejected", reason: "cancelled", detail: { code: "cancelled" } });
    }
    return moved && await findJob(tx, id);
  });
  if (row !== null) {
    deps.abort(id);
    deps.changed(id);
    return deps.rates.jobOf(row);
  }
  const job = await findJob(deps.database, id) ?? missing(id);
  throw new AppError("conflict", `Job ${id} is ${job.status}. That can be done only while it is ${from.join(" or ")}`);
}

function observe(
  deps: ManagerDeps,
  id: number,
  { after, signal }: { after?: number | undefined; signal: AbortSignal },
): AsyncIterable<Published<JobEvent>> {
  return observeTopic(deps.hub, id, signal, (events) => eventsOf(deps, id, { after, events }));
}

async function* eventsOf(
  deps: ManagerDeps,
  id: number,
  { after, events }: { after: number | undefined; events: AsyncIterable<Published<JobEvent>> },
): AsyncGenerator<Published<JobEvent>> {
  const snapshot = deps.rates.jobOf(await findJob(deps.database, id) ?? missing(id));
  const earlier = await listMessages(deps.database, id, after ?? 0);
  for (const message of earlier) yield { id: message.id, event: { type: "message", message } };
  yield { id: null, event: { type: "job", job: snapshot } };
  if (isTerminal(snapshot.status)) return;
  const last = earlier.at(-1)?.id ?? after ?? 0;
  for await (const published of events) {
    if (published.id !== null && published.id <= last) continue;
    yield published;
    if (published.event.type === "job" && isTerminal(published.event.job.status)) return;
  }
}
