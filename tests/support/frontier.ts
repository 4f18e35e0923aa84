import assert from "node:assert/strict";
import type { Queryable } from "../../modules/shared/database/handle.ts";
import { writeEnded } from "../../modules/crawl/frontier/conclude.ts";
import { type Redirected, writeRedirect } from "../../modules/crawl/frontier/redirect.ts";
import { type Effect, writeFound } from "../../modules/crawl/frontier/found.ts";
import {
  fenced,
  type Frontier,
  type Leased,
  openFrontier,
  settle as settleLeased,
} from "../../modules/crawl/frontier/frontier.ts";
import type { Conclusion } from "../../modules/crawl/frontier/frontier_repository.ts";
import { isDrained, lease } from "../../modules/crawl/frontier/lease.ts";
import { findJob, insertJob, type JobRow, startAttempt } from "../../modules/crawl/repository.ts";
import { listLedger } from "../../modules/crawl/jobs/ledger_repository.ts";
import type { CrawlTask, FetchFacts, FoundLink } from "../../modules/crawl/messages.ts";
import { createHostClocks, type HostClocks } from "../../modules/crawl/politeness/host_clocks.ts";
import { JobOptions, LedgerQuery, type LedgerUrl } from "../../modules/crawl/schemas.ts";
import { listCounterBreaches } from "../../modules/app/verify/verify_repository.ts";
import type { Database } from "../../modules/shared/database/handle.ts";
import type { Remark } from "../../modules/crawl/texts.ts";

/** The frontier of a job on a real database, without a process that works on it. */
export interface TestFrontier {
  frontier: Frontier;
  jobId: number;
  /** Begins another attempt of the same job, which supersedes the first one. */
  again(): Promise<Frontier>;
  /** Leases all URLs that may be leased now. */
  lease(capacity?: number): Promise<CrawlTask[]>;
  /** Ends all delays and waits for retries. */
  skipWaits(): Promise<void>;
  ledger(): Promise<LedgerUrl[]>;
  /** Returns the outcome and reason of each URL by its path, or its state if it has no outcome. */
  outcomes(): Promise<Record<string, string>>;
  job(): Promise<JobRow>;
  /** Fails unless the counters of the job are the sums of its ledger. */
  assertCounters(): Promise<void>;
}

export const SITE = "http://site.test";

export async function openTestFrontier(
  database: Database,
  { seeds = [`${SITE}/`], clocks = createHostClocks({ database, userAgent: "ImageTagger/0.1" }), ...options }:
    & { seeds?: string[]; clocks?: HostClocks }
    & Partial<JobOptions>,
): Promise<TestFrontier> {
  const quick = { delayMilliseconds: 0, respectRobots: false, sitemaps: false };
  const { id: jobId } = await insertJob(database, { seeds, options: JobOptions.parse({ ...quick, ...options }) });
  const open = async () => {
    const token = crypto.randomUUID();
    const row = await startAttempt(database, jobId, token);
    assert.ok(row);
    return await openFrontier({ database, clocks }, { jobId, token }, row);
  };
  const frontier = await open();
  const ledger = () => listLedger(database, jobId, LedgerQuery.parse({ limit: 200 }), 0);
  return {
    frontier,
    jobId,
    again: open,
    lease: (capacity = 16) => leaseAny(frontier, capacity),
    skipWaits: async () => {
      await database.query("update crawl_url set not_before = now() where job_id = $1", [jobId]);
      for (const queue of frontier.queues.values()) {
        queue.restUntil = -Infinity;
        if (queue.retryAt < Infinity) queue.retryAt = -Infinity;
        const clock = await clocks.of(queue.origin);
        clock.nextVisit = -Infinity;
        clock.failing = false;
        clock.recent.length = 0;
        clock.askedUntil = -Infinity;
        clock.backedOffUntil = -Infinity;
      }
    },
    ledger,
    outcomes: async () =>
      Object.fromEntries((await ledger()).map(({ url, state, outcome, reason }) => [
        url.replace(SITE, ""),
        [outcome ?? state, ...(reason === null ? [] : [reason])].join(" "),
      ])),
    job: async () => await findJob(database, jobId) ?? assert.fail("the job was deleted"),
    assertCounters: async () => assert.deepEqual((await listCounterBreaches(database)).breaches, []),
  };
}

/** Leases as an attempt does: if nothing can be leased, `isDrained()` reads from the database whether URLs are left. */
async function leaseAny(frontier: Frontier, capacity: number): Promise<CrawlTask[]> {
  const { tasks } = await lease(frontier, capacity);
  if (tasks.length > 0 || frontier.leased.size > 0 || await isDrained(frontier)) return tasks;
  return (await lease(frontier, capacity)).tasks;
}

async function write(frontier: Frontier, work: (tx: Queryable) => Promise<Effect[]>): Promise<void> {
  for (const effect of await fenced(frontier, work)) effect();
}

/** Writes the links of a page in a batch of their own. */
export async function addFound(frontier: Frontier, pageId: number, depth: number, links: FoundLink[]): Promise<void> {
  await write(frontier, async (tx) => {
    const { effects } = await writeFound(tx, frontier, [{ referrer: { id: pageId, depth, kind: "page" }, links }]);
    return effects;
  });
}

export async function conclude(frontier: Frontier, conclusion: Conclusion): Promise<void> {
  await write(frontier, (tx) => writeEnded(tx, frontier, [{ conclusion }]));
}

export function settle(frontier: Frontier, id: number, facts: FetchFacts, reached = true): Leased | null {
  return settleLeased(frontier, id, { facts, reached });
}

export interface Failure {
  id: number;
  reason: string;
  detail: Remark;
  retry: boolean;
  facts: FetchFacts;
}

/** Ends a request that failed, as an attempt does. */
export async function concludeFailed(frontier: Frontier, { id, reason, detail, retry, facts }: Failure): Promise<void> {
  const leased = settle(frontier, id, facts, facts.httpStatus !== undefined || !retry);
  if (leased === null) return;
  if (leased.task.kind === "page") frontier.taken.page += 1;
  const conclusion: Conclusion = { id, outcome: "failed", reason, detail, facts };
  await write(frontier, (tx) => writeEnded(tx, frontier, [{ conclusion, leased, retry }]));
  if (leased.task.kind === "robots") frontier.robotsAsked.delete(leased.origin);
}

export async function concludeRedirect(frontier: Frontier, redirected: Redirected): Promise<void> {
  if (settle(frontier, redirected.id, redirected.facts) === null) return;
  await write(frontier, (tx) => writeRedirect(tx, frontier, redirected));
}

export function page(path: string): FoundLink {
  return { url: new URL(path, SITE).href, kind: "page", reference: "a", context: {} };
}

export function image(path: string, context: FoundLink["context"] = {}, reference = "img"): FoundLink {
  return { url: new URL(path, SITE).href, kind: "image", reference, context };
}

/** Returns the task of a path. Fails if it was not leased. */
export function taskAt(tasks: CrawlTask[], path: string): CrawlTask {
  const task = tasks.find(({ url }) => url === new URL(path, SITE).href);
  assert.ok(task, `${path} is not among ${tasks.map(({ url }) => url)}`);
  return task;
}

export function pathsOf(tasks: CrawlTask[]): string[] {
  return tasks.map(({ url }) => url.replace(SITE, ""));
}
