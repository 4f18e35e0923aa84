import assert from "node:assert/strict";
import type { Queryable } from "../../modules/shared/database/handle.ts";
import { type Redirected, writeEnded, writeRedirect } from "../../modules/crawl/frontier/conclude.ts";
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

/** A job's frontier on a real database, without any process that works it off. */
export interface TestFrontier {
  frontier: Frontier;
  jobId: number;
  /** Another attempt of the same job; the first one is superseded. */
  again(): Promise<Frontier>;
  /** Leases whatever may be leased now. */
  lease(capacity?: number): Promise<CrawlTask[]>;
  /** As if all delays and back-offs were over. */
  skipWaits(): Promise<void>;
  ledger(): Promise<LedgerUrl[]>;
  /** How a URL ended, by its path: outcome and reason, or the state while there is none. */
  outcomes(): Promise<Record<string, string>>;
  job(): Promise<JobRow>;
  /** The counters of the job are what its ledger adds up to. */
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
        clock.backedOffUntil = -Infinity;
      }
    },
    ledger,
    outcomes: async () =>
      Object.fromEntries((await ledger()).map(({ url, state, outcome, reason }) => [
        url.replace(SITE, ""),
        [outcome ?? state, ...(reason === null ? [] : [reason])].join(" "),
      ])),
    job: async () => await findJob(database, jobId) ?? assert.fail("the job is gone"),
    assertCounters: async () => assert.deepEqual((await listCounterBreaches(database)).breaches, []),
  };
}

/** As the attempt does it: where nothing can be leased, the database is asked whether that is all. */
async function leaseAny(frontier: Frontier, capacity: number): Promise<CrawlTask[]> {
  const { tasks } = await lease(frontier, capacity);
  if (tasks.length > 0 || frontier.leased.size > 0 || await isDrained(frontier)) return tasks;
  return (await lease(frontier, capacity)).tasks;
}

async function write(frontier: Frontier, work: (tx: Queryable) => Promise<Effect[]>): Promise<void> {
  for (const effect of await fenced(frontier, work)) effect();
}

/** A page's links, in a batch of their own. */
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

/** A request that failed, as the attempt takes it in. */
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

/** The task at a path; fails where it was not leased. */
export function taskAt(tasks: CrawlTask[], path: string): CrawlTask {
  const task = tasks.find(({ url }) => url === new URL(path, SITE).href);
  assert.ok(task, `${path} is not among ${tasks.map(({ url }) => url)}`);
  return task;
}

export function pathsOf(tasks: CrawlTask[]): string[] {
  return tasks.map(({ url }) => url.replace(SITE, ""));
}
