import assert from "node:assert/strict";
import { type Frontier, openFrontier } from "../../modules/crawl/frontier/frontier.ts";
import { lease } from "../../modules/crawl/frontier/lease.ts";
import { findJob, insertJob, type JobRow, startAttempt } from "../../modules/crawl/job_repository.ts";
import { listLedger } from "../../modules/crawl/ledger_repository.ts";
import type { CrawlTask, FoundLink } from "../../modules/crawl/messages.ts";
import { createHostClocks, type HostClocks } from "../../modules/crawl/politeness/host_clocks.ts";
import { JobOptions, LedgerQuery, type LedgerUrl } from "../../modules/crawl/schemas.ts";
import { listCounterBreaches } from "../../modules/crawl/verify/verify_repository.ts";
import type { Database } from "../../modules/shared/database/handle.ts";

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
  const quick = { delayMilliseconds: 0, respectRobots: false };
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
    lease: async (capacity = 16) => (await lease(frontier, capacity)).tasks,
    skipWaits: async () => {
      await database.query("update crawl_url set not_before = now() where job_id = $1", [jobId]);
      for (const [origin, waiting] of frontier.waiting) {
        waiting.quietUntil = -Infinity;
        Object.assign(await clocks.of(origin), { nextVisit: -Infinity, failing: false });
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
