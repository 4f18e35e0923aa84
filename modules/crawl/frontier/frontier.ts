import type { Database, Queryable } from "../../shared/database/handle.ts";
import type { CrawlTask } from "../messages.ts";
import type { HostClock, PolitenessOptions } from "../politeness/host_clock.ts";
import type { HostClocks } from "../politeness/host_clocks.ts";
import type { JobOptions } from "../schemas.ts";
import { type Admission, createAdmission, type Refusal } from "./admission.ts";
import { type Attempt, countTaken, fence, listQueues, releaseLeased } from "./frontier_repository.ts";
import { addPending, addRetry, classOf, type HostQueues, type KindClass } from "./host_queues.ts";
import { insertUrls, listScopeSeeds, listUrlsAfter, type NewUrl } from "./link_repository.ts";

/** A task that is with the worker. */
export interface Leased {
  task: CrawlTask;
  clock: HostClock;
  origin: string;
}

/** One attempt's view of the frontier: the rows are in the database, what makes leasing cheap is here. */
export interface Frontier {
  readonly database: Database;
  readonly attempt: Attempt;
  readonly options: JobOptions;
  readonly politeness: PolitenessOptions;
  readonly clocks: HostClocks;
  readonly queues: HostQueues;
  readonly leased: Map<number, Leased>;
  readonly robotsAsked: Set<string>;
  /** Claimed or with the worker, by class: they count against the limits. */
  readonly held: Record<KindClass, number>;
  readonly taken: Record<KindClass, number> & { bytes: number };
  /** Some picture of the job has candidates that are not fetched. */
  hasVariants: boolean;
  /** Decides about each URL that is found. */
  readonly admission: Admission;
}

/** Thrown by every write of an attempt that is no longer the job's: it was paused, cancelled or taken over. */
export class Superseded extends Error {
  constructor() {
    super("Another attempt has taken the job over");
    this.name = "Superseded";
  }
}

export interface FrontierJob {
  seeds: string[];
  options: JobOptions;
  /** It goes on with what an earlier job failed to fetch: its URLs are there already. */
  onlyFailures?: boolean;
}

export async function openFrontier(
  { database, clocks }: { database: Database; clocks: HostClocks },
  attempt: Attempt,
  { seeds, options, onlyFailures = false }: FrontierJob,
): Promise<Frontier> {
  const frontier: Frontier = {
    database,
    attempt,
    options,
    clocks,
    politeness: { ...options },
    queues: new Map(),
    leased: new Map(),
    robotsAsked: new Set(),
    held: { page: 0, image: 0, document: 0 },
    taken: { page: 0, image: 0, document: 0, bytes: 0 },
    hasVariants: false,
    admission: createAdmission(options, seeds),
  };
  await fenced(frontier, async (tx) => {
    await releaseLeased(tx, attempt.jobId);
    if (!onlyFailures) await insertUrls(tx, attempt.jobId, seedUrls(seeds, options));
  });
  await remember(frontier);
  await refreshQueues(frontier);
  Object.assign(frontier.taken, await countTaken(database, attempt.jobId));
  frontier.admission.extend(await listScopeSeeds(database, attempt.jobId));
  return frontier;
}

/** The seeds, and the sitemap of each of their hosts where one is usually found (sitemaps.org, "Sitemap file location"). */
function seedUrls(seeds: string[], { sitemaps, scope, maxDepth }: JobOptions): NewUrl[] {
  const urls = [...new Set(seeds)].map((url) => seedUrl(url, "page"));
  if (!sitemaps || scope === "page" || maxDepth === 0) return urls;
  const wellKnown = new Set(seeds.map((seed) => new URL("/sitemap.xml", seed).href)).difference(new Set(seeds));
  return [...urls, ...[...wellKnown].map((url) => seedUrl(url, "sitemap"))];
}

function seedUrl(url: string, kind: "page" | "sitemap"): NewUrl {
  return { url, origin: new URL(url).origin, kind, depth: 0, referrerId: null };
}

const PAGE = 5_000;

/** Tells the bounds against endless sites what the job has seen before it was interrupted. */
async function remember(frontier: Frontier): Promise<void> {
  const { database, attempt, admission } = frontier;
  for (let after = 0;;) {
    const urls = await listUrlsAfter(database, attempt.jobId, after, PAGE);
    for (const { url, kind } of urls) admission.note(url, kind);
    frontier.hasVariants ||= urls.some(({ kind }) => kind === "image");
    if (urls.length < PAGE) return;
    after = urls.at(-1)?.id ?? after;
  }
}

/** Reads from the database what is pending where. */
export async function refreshQueues({ database, attempt, queues }: Frontier): Promise<void> {
  for (const { origin, kind, waitMilliseconds } of await listQueues(database, attempt.jobId)) {
    if (waitMilliseconds > 0) addRetry(queues, origin, waitMilliseconds);
    else addPending(queues, { origin, kind });
  }
}

/** A transaction that writes only while the attempt holds the job. */
export async function fenced<T>(
  { database, attempt }: Pick<Frontier, "database" | "attempt">,
  work: (tx: Queryable) => Promise<T>,
): Promise<T> {
  return await database.transaction(async (tx) => {
    await assertFence(tx, attempt);
    return await work(tx);
  });
}

export async function assertFence(tx: Queryable, attempt: Attempt): Promise<void> {
  if (!await fence(tx, attempt)) throw new Superseded();
}

/** Documents are cheap, and a page may need several; but a site that makes them up comes to an end. */
export function documentLimit({ maxPages }: Pick<JobOptions, "maxPages">): number {
  return Math.max(1_000, maxPages);
}

/** Why the job fetches no more images, where it has kept all the bytes that it may. */
export function fullness({ options: { maxBytes }, taken }: Pick<Frontier, "options" | "taken">): Refusal | null {
  if (maxBytes === undefined || taken.bytes < maxBytes) return null;
  return { reason: "max_bytes", detail: { code: "byte_limit", limit: maxBytes } };
}

/** How many of each class the job's limits still let it fetch. */
export function budget(frontier: Pick<Frontier, "options" | "taken" | "held">): Record<KindClass, number> {
  const { options, taken, held } = frontier;
  return {
    page: Math.max(0, options.maxPages - taken.page - held.page),
    image: fullness(frontier) ? 0 : Math.max(0, options.maxImages - taken.image - held.image),
    document: Math.max(0, documentLimit(options) - taken.document - held.document),
  };
}

/** Takes a task off the worker's hands and tells its host's clock how the request went. */
export function settle(
  frontier: Frontier,
  id: number,
  ended: Parameters<HostClocks["finish"]>[2],
): Leased | null {
  const leased = frontier.leased.get(id);
  if (!leased) return null;
  frontier.leased.delete(id);
  if (leased.task.kind !== "robots") frontier.held[classOf(leased.task.kind)] -= 1;
  frontier.clocks.finish(leased.clock, frontier.politeness, ended);
  return leased;
}
