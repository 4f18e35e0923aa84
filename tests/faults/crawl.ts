import assert from "node:assert/strict";
import { isTerminal } from "../../modules/crawl/jobs/job_view.ts";
import type { JobStatus } from "../../modules/crawl/schemas.ts";
import type { Section } from "./site.ts";
import type { Stage } from "./stage.ts";

export interface JobState {
  status: JobStatus;
  statusReason: string | null;
  attempts: number;
  counters: Record<string, number>;
}

/** A job that crawls a section of the stage's site. */
export interface Crawl {
  readonly id: number;
  readonly section: Section;
  /** What the result is compared with: the whole section, the images that were served, or nothing if the job was cancelled. */
  expect: "everything" | "what was served" | "nothing";
  state(): Promise<JobState>;
  /** Waits until the job is as wanted. The program may be down meanwhile. */
  until(wanted: (state: JobState) => boolean, seconds: number, what: string): Promise<JobState>;
  /** Waits until the job has ended. Throws unless it has completed. */
  completed(seconds?: number): Promise<void>;
}

export interface CrawlSetting {
  pages?: number;
  /** How long each answer takes. */
  milliseconds?: number;
  heavy?: boolean;
  crawler?: string;
  perHostConcurrency?: number;
  /** Additional seeds, on other sites. */
  seeds?: readonly string[];
}

const COMPLETION_SECONDS = 120;

/** All crawls of a stage, for the check at its end. */
const crawls = new WeakMap<Stage, Crawl[]>();

export function crawlsOf(stage: Stage): Crawl[] {
  return crawls.get(stage) ?? [];
}

/** Starts a crawl of a new section. With 60 pages it takes about six seconds. */
export async function startCrawl(
  stage: Stage,
  { pages = 60, milliseconds = 100, heavy = false, crawler = "website", perHostConcurrency = 4, seeds = [] }: CrawlSetting = {},
): Promise<Crawl> {
  const section = stage.site.open({ pages, milliseconds, heavy });
  const options = {
    ...{ crawler, perHostConcurrency, delayMilliseconds: 0, maxDepth: 50 },
    ...{ sitemaps: false, respectRobots: false, tags: ["crawled"] },
  };
  const made = await stage.ask("/api/jobs", { method: "POST", body: { urls: [section.url, ...seeds], options } });
  assert.equal(made.status, 201, `a job could not be made: ${JSON.stringify(made.body)}`);
  const { id } = made.body as { id: number };
  const crawl = crawlOf(stage, id, section);
  crawls.set(stage, [...crawlsOf(stage), crawl]);
  return crawl;
}

function crawlOf(stage: Stage, id: number, section: Section): Crawl {
  const state = async () => {
    const { status, body } = await stage.ask(`/api/jobs/${id}`, { seconds: 15 });
    assert.equal(status, 200, `GET /api/jobs/${id}: ${status} ${JSON.stringify(body).slice(0, 300)}`);
    return body as JobState;
  };
  const until = async (wanted: (state: JobState) => boolean, seconds: number, what: string) => {
    const deadline = performance.now() + seconds * 1_000;
    while (true) {
      const now = await state().catch((error: Error) => error);
      if (!(now instanceof Error) && wanted(now)) return now;
      assert.ok(!stage.program.ended(), `The program has ended by itself: ${stage.program.errors().slice(-1_500)}`);
      const seen = now instanceof Error ? now.message : JSON.stringify([now.status, now.statusReason, now.counters]);
      assert.ok(performance.now() < deadline, `job ${id} is not ${what} after ${seconds} s: ${seen}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  return {
    id,
    section,
    expect: "everything",
    state,
    until,
    completed: async (seconds = COMPLETION_SECONDS) => {
      const { status, statusReason } = await until(({ status }) => isTerminal(status), seconds, "completed");
      assert.equal(status, "completed", `job ${id}: ${statusReason}`);
    },
  };
}
