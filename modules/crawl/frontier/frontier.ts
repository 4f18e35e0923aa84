import type { Database, Queryable } from "../../shared/database/handle.ts";
import type { CrawlTask } from "../messages.ts";
import type { HostClock, PolitenessOptions } from "../politeness/host_clock.ts";
import type { EndedRequest, HostClocks } from "../politeness/host_clocks.ts";
import type { JobOptions } from "../schemas.ts";
import { hasKeys } from "./address_repository.ts";
import { type Addresses, noAddresses } from "./addresses.ts";
import { type Admission, createAdmission, type Refusal } from "./admission.ts";
import { type Attempt, countTaken, fence, listQueues, releaseLeased } from "./frontier_repository.ts";
import { addPending, addRetry, classOf, type HostQueues, type KindClass, queueOf } from "./host_queues.ts";
import { insertUrls, listScopeSeeds, listUrlsAfter, type NewUrl } from "./link_repository.ts";
import { noteEnd, noteGiven, standingOf, type Standings } from "./standing.ts";
import { listOriginsLeft, listUrlsAnswered } from "./standing_repository.ts";
import type { Remark } from "../texts.ts";

/** A task that was sent to the worker and is not done. */
export interface Leased {
  task: CrawlTask;
  clock: HostClock;
  origin: string;
}

/** The frontier of one attempt. Its URLs are rows of the database. This holds in memory what leasing needs to know of them. */
export interface Frontier {
  readonly database: Database;
  readonly attempt: Attempt;
  readonly options: JobOptions;
  readonly politeness: PolitenessOptions;
  readonly clocks: HostClocks;
  readonly queues: HostQueues;
  readonly leased: Map<number, Leased>;
  readonly standings: Standings;
  /** The origins that the job has left because they refuse it, with the remark about their URLs. */
  readonly left: Map<string, Remark>;
  /** The origins whose robots.txt is leased. */
  readonly robotsAsked: Set<string>;
  /** The ids of URLs that were under way when a worker died, and that it did not name. */
  readonly unnamed: Set<number>;
  /** How many URLs are claimed or with the worker, by class. They count against the limits. */
  readonly held: Record<KindClass, number>;
  /** How much of the limits is used up: URLs that are done, by class, and stored bytes. */
  readonly taken: Record<KindClass, number> & { bytes: number };
  /** Whether any picture of the job has candidates that are not fetched. */
  hasVariants: boolean;
  readonly admission: Admission;
  readonly addresses: Addresses;
  /** The ids of images that this attempt stored or met again. */
  readonly seenImages: Set<number>;
}

/** Thrown by every write of an attempt that no longer holds its job, because the job was paused, cancelled or taken over. */
export class Superseded extends Error {
  constructor() {
    super("Another attempt has taken the job over");
    this.name = "Superseded";
  }
}

export interface FrontierJob {
  seeds: string[];
  options: JobOptions;
  /** Whether the job fetches the failures of an earlier job, which were already inserted, instead of its seeds. */
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
    standings: new Map(),
    left: new Map(),
    robotsAsked: new Set(),
    unnamed: new Set(),
    held: { page: 0, image: 0, document: 0 },
    taken: { page: 0, image: 0, document: 0, bytes: 0 },
    hasVariants: false,
    admission: createAdmission(options, seeds),
    addresses: noAddresses(),
    seenImages: new Set(),
  };
  await fenced(frontier, async (tx) => {
    await releaseLeased(tx, attempt.jobId);
    if (!onlyFailures) await insertUrls(tx, attempt.jobId, seedUrls(frontier, seeds));
  });
  for (const { origin, remark } of await listOriginsLeft(database, attempt.jobId, HOST_REFUSES)) {
    if (remark !== null) frontier.left.set(origin, remark);
  }
  frontier.addresses.hasKeys = await hasKeys(database, attempt.jobId);
  await noteKnownUrls(frontier);
  await refreshQueues(frontier);
  Object.assign(frontier.taken, await countTaken(database, attempt.jobId));
  await noteAnswered(frontier);
  frontier.admission.extend(await listScopeSeeds(database, attempt.jobId));
  return frontier;
}

/** Returns the seeds and the usual sitemap of each of their hosts (sitemaps.org, "Sitemap file location"). */
function seedUrls({ admission: { keyOf }, options }: Frontier, seeds: string[]): NewUrl[] {
  const { sitemaps, scope, maxDepth } = options;
  const urls = [...new Set(seeds)].map((url) => ({
    ...seedUrl(url, "page"),
    ...(keyOf(url) === url ? {} : { key: keyOf(url) }),
  }));
  if (!sitemaps || scope === "page" || maxDepth === 0) return urls;
  const wellKnown = new Set(seeds.map((seed) => new URL("/sitemap.xml", seed).href)).difference(new Set(seeds));
  return [...urls, ...[...wellKnown].map((url) => seedUrl(url, "sitemap"))];
}

function seedUrl(url: string, kind: "page" | "sitemap"): NewUrl {
  return { url, origin: new URL(url).origin, kind, depth: 0, referrerId: null };
}

/** The reason of the URLs of a host that the job has left. */
export const HOST_REFUSES = "host_refuses";

const URLS_PER_QUERY = 5_000;

/** Takes the URLs of earlier attempts: they count for the limits that recognise traps, and tell which parameters are no sessions. */
async function noteKnownUrls(frontier: Frontier): Promise<void> {
  const { database, attempt, admission } = frontier;
  for (let after = 0;;) {
    const urls = await listUrlsAfter(database, attempt.jobId, after, URLS_PER_QUERY);
    for (const { url, isOwnKey } of urls) {
      admission.note(url);
      if (isOwnKey) admission.addressKeys.recall(url);
    }
    frontier.hasVariants ||= urls.some(({ kind }) => kind === "image");
    if (urls.length < URLS_PER_QUERY) return;
    after = urls.at(-1)?.id ?? after;
  }
}

/** Reads what the origins gave to earlier attempts. A first attempt has nothing to read. */
async function noteAnswered({ database, attempt, standings, taken }: Frontier): Promise<void> {
  if (taken.page + taken.image + taken.document === 0) return;
  for (const { origin, isStart, task } of await listUrlsAnswered(database, attempt.jobId)) {
    const standing = standingOf(standings, origin);
    if (isStart) standing.start = task;
    else noteGiven(standing, task);
  }
}

/** Reads from the database which origins have pending URLs, and how long those wait whose URLs may only be retried later. */
export async function refreshQueues({ database, attempt, queues }: Frontier): Promise<void> {
  for (const { origin, kind, isRetry, waitMilliseconds } of await listQueues(database, attempt.jobId)) {
    if (waitMilliseconds > 0) addRetry(queues, { origin, kind }, waitMilliseconds);
    else if (isRetry && kind !== "robots") queueOf(queues, origin).moreRetries[classOf(kind)] = true;
    else addPending(queues, { origin, kind });
  }
}

/** Runs a transaction. Throws `Superseded` if the attempt no longer holds the job. */
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

/** The most documents that a job reads. A page may need several, but a job must also end on a site that generates them. */
export function documentLimit({ maxPages }: Pick<JobOptions, "maxPages">): number {
  return Math.max(1_000, maxPages);
}

/** Returns why the job fetches no more images if it has stored `maxBytes`, otherwise null. */
export function byteLimitReached({ options: { maxBytes }, taken }: Pick<Frontier, "options" | "taken">): Refusal | null {
  if (maxBytes === undefined || taken.bytes < maxBytes) return null;
  return { reason: "max_bytes", detail: { code: "byte_limit", limit: maxBytes } };
}

/** Returns how many more URLs of each class the job's limits allow to lease. */
export function budget(frontier: Pick<Frontier, "options" | "taken" | "held">): Record<KindClass, number> {
  const { options, taken, held } = frontier;
  return {
    page: Math.max(0, options.maxPages - taken.page - held.page),
    image: byteLimitReached(frontier) ? 0 : Math.max(0, options.maxImages - taken.image - held.image),
    document: Math.max(0, documentLimit(options) - taken.document - held.document),
  };
}

/** Ends the lease of a URL, and tells its host's clock how the request ended. Returns null if the URL is not leased. */
export function settle(frontier: Frontier, id: number, ended: EndedRequest): Leased | null {
  const leased = frontier.leased.get(id);
  if (!leased) return null;
  const { task, clock, origin } = leased;
  frontier.leased.delete(id);
  if (isHeld(task)) frontier.held[classOf(task.kind)] -= 1;
  frontier.clocks.finish(clock, frontier.politeness, { ...ended, isRetry: (task.attempt ?? 1) > 1 });
  noteEnd(standingOf(frontier.standings, origin), task, ended);
  return leased;
}

/** Whether a leased URL counts against the limits of the job. */
export function isHeld({ kind, isProbe }: CrawlTask): boolean {
  return kind !== "robots" && isProbe !== true;
}
