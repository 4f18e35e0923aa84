import type { Database, Queryable } from "../../shared/database/handle.ts";
import type { CrawlTask } from "../messages.ts";
import type { HostClock, Manners } from "../politeness/host_clock.ts";
import type { HostClocks } from "../politeness/host_clocks.ts";
import type { JobOptions, UrlKind } from "../schemas.ts";
import { type Attempt, countPending, countTaken, fence, releaseLeased } from "./frontier_repository.ts";
import { type FreshUrl, insertUrls, listScopeSeeds } from "./link_repository.ts";

/** A task that is with the worker. */
export interface Leased {
  task: CrawlTask;
  clock: HostClock;
  origin: string;
}

/** What waits at one origin. Counts mirror the pending rows of `crawl_url`, which stay the truth. */
export interface Waiting {
  page: number;
  image: number;
  /** Style sheets, manifests, feeds and sitemaps. */
  document: number;
  /** Whether pages or images are leased next. */
  turn: "page" | "image";
  /** Nothing could be claimed a moment ago (retries that wait, used-up limits): not asked again until then. */
  quietUntil: number;
}

/** One attempt's view of the frontier: the rows are in the database, the counts that make leasing cheap are here. */
export interface Frontier {
  readonly database: Database;
  readonly attempt: Attempt;
  readonly options: JobOptions;
  readonly manners: Manners;
  readonly clocks: HostClocks;
  readonly waiting: Map<string, Waiting>;
  readonly leased: Map<number, Leased>;
  readonly robotsAsked: Set<string>;
  readonly taken: { pages: number; images: number };
  /** What the scope is measured from. */
  scopeSeeds: string[];
}

/** Thrown by every write of an attempt that is no longer the job's: it was paused, cancelled or taken over. */
export class Superseded extends Error {
  constructor() {
    super("Another attempt has taken the job over");
    this.name = "Superseded";
  }
}

export async function openFrontier(
  { database, clocks }: { database: Database; clocks: HostClocks },
  attempt: Attempt,
  { seeds, options }: { seeds: string[]; options: JobOptions },
): Promise<Frontier> {
  const frontier: Frontier = {
    database,
    attempt,
    options,
    clocks,
    manners: options,
    waiting: new Map(),
    leased: new Map(),
    robotsAsked: new Set(),
    taken: { pages: 0, images: 0 },
    scopeSeeds: seeds,
  };
  await fenced(frontier, async (tx) => {
    await releaseLeased(tx, attempt.jobId);
    const urls = [...new Set(seeds)].map((url) => ({ url, origin: new URL(url).origin, kind: "page" as const, depth: 0 }));
    await insertUrls(tx, { jobId: attempt.jobId, referrerId: null, urls });
  });
  for (const { origin, kind, pending } of await countPending(database, attempt.jobId)) {
    addWaiting(frontier, origin, kind, pending);
  }
  Object.assign(frontier.taken, await countTaken(database, attempt.jobId));
  frontier.scopeSeeds = await listScopeSeeds(database, attempt.jobId);
  return frontier;
}

/** A transaction that writes only while the attempt holds the job. */
export async function fenced<T>(frontier: Frontier, work: (tx: Queryable) => Promise<T>): Promise<T> {
  return await frontier.database.transaction(async (tx) => {
    await assertFence(tx, frontier.attempt);
    return await work(tx);
  });
}

export async function assertFence(tx: Queryable, attempt: Attempt): Promise<void> {
  if (!await fence(tx, attempt)) throw new Superseded();
}

export function countFresh(frontier: Frontier, fresh: FreshUrl[]): void {
  for (const { origin, kind } of fresh) addWaiting(frontier, origin, kind, 1);
}

export function addWaiting(frontier: Frontier, origin: string, kind: UrlKind, amount: number): void {
  if (kind === "robots") return;
  const waiting = frontier.waiting.get(origin) ??
    { page: 0, image: 0, document: 0, turn: "image" as const, quietUntil: -Infinity };
  waiting[classOf(kind)] += amount;
  if (amount > 0) waiting.quietUntil = -Infinity;
  if (waiting.page + waiting.image + waiting.document > 0) frontier.waiting.set(origin, waiting);
  else frontier.waiting.delete(origin);
}

/** What a kind counts as where kinds take turns and have limits. */
export type KindClass = "page" | "image" | "document";

export function classOf(kind: UrlKind): KindClass {
  return kind === "page" || kind === "image" ? kind : "document";
}

/** The kinds that the job's limits still let it fetch, and how many of each. */
export function budget({ options, taken, leased }: Frontier): { page: number; image: number } {
  const underWay = { page: 0, image: 0, document: 0 };
  for (const { task } of leased.values()) if (task.kind !== "robots") underWay[classOf(task.kind)] += 1;
  return {
    page: Math.max(0, options.maxPages - taken.pages - underWay.page),
    image: Math.max(0, options.maxImages - taken.images - underWay.image),
  };
}
