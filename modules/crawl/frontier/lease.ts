import type { CrawlTask } from "../messages.ts";
import { allowance, type HostClock, robotsFor } from "../politeness/host_clock.ts";
import { isSuspect } from "../politeness/host_penalty.ts";
import { isServerError } from "../politeness/robots.ts";
import { claim } from "./claim.ts";
import { budget, byteLimitReached, type Frontier, refreshQueues } from "./frontier.ts";
import { claimRobots, claimSuspect, concludeUrls, type Conclusion } from "./frontier_repository.ts";
import { fenced } from "./frontier.ts";
import {
  CLASSES,
  classOf,
  freshCount,
  type HostQueue,
  isWaiting,
  KINDS,
  queueOf,
  readyCount,
  takeReady,
  wakeRetries,
} from "./host_queues.ts";
import { leaveOrigin } from "./leave.ts";
import { leaseProbe } from "./probe.ts";
import { reopenClosed } from "./reopen.ts";
import { isOnTrial, standingOf, TRIAL_PLACES } from "./standing.ts";
import { cutWords, type Remark } from "../texts.ts";

/** The longest wait before URLs are leased again. */
const MAX_WAIT_MILLISECONDS = 250;

export interface Leases {
  tasks: CrawlTask[];
  /** If there are no tasks: the time until the next call. */
  waitMilliseconds: number;
}

/** Leases up to `capacity` URLs whose hosts may be visited now. */
export async function lease(frontier: Frontier, capacity: number): Promise<Leases> {
  const tasks: CrawlTask[] = [];
  let wakeAt = performance.now() + MAX_WAIT_MILLISECONDS;
  for (const queue of [...frontier.queues.values()]) {
    if (tasks.length >= capacity) break;
    if (frontier.left.has(queue.origin)) {
      await leaveOrigin(frontier, queue.origin);
      continue;
    }
    const now = performance.now();
    wakeRetries(queue, now);
    if (queue.restUntil > now) {
      wakeAt = Math.min(wakeAt, queue.restUntil);
      continue;
    }
    tasks.push(...await leaseFrom(frontier, queue, capacity - tasks.length));
    wakeAt = Math.min(wakeAt, queue.restUntil > now ? queue.restUntil : Infinity, queue.retryAt);
    if (isEmpty(queue)) frontier.queues.delete(queue.origin);
  }
  rotate(frontier);
  return { tasks, waitMilliseconds: Math.max(1, wakeAt - performance.now()) };
}

/** Whether no URL is left that the job's limits allow to fetch. If only suspects are left, one is claimed for the next lease. */
export async function isDrained(frontier: Frontier): Promise<boolean> {
  if (hasWork(frontier)) return false;
  await refreshQueues(frontier);
  if (hasWork(frontier)) return false;
  const left = budget(frontier);
  const kinds = CLASSES.filter((kind) => left[kind] > 0).flatMap((kind) => KINDS[kind]);
  const suspect = await claimSuspect(frontier.database, frontier.attempt, kinds);
  if (suspect === null) return !await reopenClosed(frontier);
  const { origin, ...task } = suspect;
  queueOf(frontier.queues, origin).ready[classOf(task.kind)].push(task);
  frontier.held[classOf(task.kind)] += 1;
  return false;
}

function hasWork(frontier: Frontier): boolean {
  const left = budget(frontier);
  return [...frontier.queues.values()].some((queue) =>
    readyCount(queue) > 0 ||
    CLASSES.some((kind) => left[kind] > 0 && (queue.more[kind] || queue.moreRetries[kind] || queue.retryTimes[kind].length > 0))
  );
}

function isEmpty(queue: HostQueue): boolean {
  return !isWaiting(queue) && queue.retryAt === Infinity;
}

async function leaseFrom(frontier: Frontier, queue: HostQueue, capacity: number): Promise<CrawlTask[]> {
  const { clocks, politeness, options } = frontier;
  const clock = await clocks.of(queue.origin);
  const now = performance.now();
  const room = Math.min(capacity, allowance(clock, politeness, now));
  if (room === 0) {
    queue.restUntil = clock.nextVisit > now ? clock.nextVisit : -Infinity;
    return [];
  }
  const tasks = options.respectRobots && !clocks.robotsKnown(clock)
    ? await leaseRobots(frontier, queue, clock)
    : leaseProbe(frontier, queue, clock) ?? await leaseOthers(frontier, queue, clock, room);
  clocks.begin(clock, politeness, tasks.length);
  for (const task of tasks) frontier.leased.set(task.id, { task, clock, origin: queue.origin });
  return tasks;
}

async function leaseRobots(frontier: Frontier, { origin }: HostQueue, clock: HostClock): Promise<CrawlTask[]> {
  if (frontier.robotsAsked.has(origin)) return [];
  const task = await claimRobots(frontier.database, frontier.attempt, clock.origin);
  if (task === null) return [];
  frontier.robotsAsked.add(origin);
  return [task];
}

async function leaseOthers(frontier: Frontier, queue: HostQueue, clock: HostClock, room: number): Promise<CrawlTask[]> {
  const standing = standingOf(frontier.standings, queue.origin);
  if (!isOnTrial(standing)) {
    // URLs that stand side by side often fail together, so after failures the two ends of the queue take turns.
    const isLast = isSuspect(clock) && queue.takesLast;
    queue.takesLast = !isLast;
    return await takeAllowed(frontier, queue, clock, { room, place: isLast ? 1 : 0 });
  }
  // While an answer decides whether the origin is left, nothing else is asked of it.
  if (standing.trial !== null) return [];
  const place = TRIAL_PLACES[standing.trialsRefused] ?? 1;
  const tasks = await takeAllowed(frontier, queue, clock, { room: 1, place });
  standing.trial = tasks[0]?.id ?? null;
  return tasks;
}

/** Takes claimed tasks that may be fetched. Those that robots.txt, a dry run or the limit of bytes excludes are rejected. */
async function takeAllowed(
  frontier: Frontier,
  queue: HostQueue,
  clock: HostClock,
  { room, place }: { room: number; place: number },
): Promise<CrawlTask[]> {
  const tasks: CrawlTask[] = [];
  const rejected: Conclusion[] = [];
  while (tasks.length < room) {
    const isClaimed = (freshCount(queue) < room - tasks.length || place > 0) && await claim(frontier, queue, place);
    // The URLs that were claimed just now are the last of those that are ready.
    const taken = takeReady(queue, room - tasks.length, { place: isClaimed && place > 0 ? 1 : place });
    if (taken.length === 0) break;
    for (const task of taken) {
      const conclusion = rejectedByRobots(frontier, clock, task) ?? rejectedByDryRun(frontier, task) ??
        rejectedByByteLimit(frontier, task) ?? rejectedAsTrap(frontier, task);
      if (conclusion === null) {
        tasks.push(task);
        continue;
      }
      rejected.push(conclusion);
      countRejected(frontier, task, conclusion);
    }
  }
  if (rejected.length > 0) await fenced(frontier, (tx) => concludeUrls(tx, rejected));
  return tasks;
}

/** A dry run counts the images that it would fetch, so that its limit of images is that of a real run. */
function countRejected(frontier: Frontier, { kind }: CrawlTask, { reason }: Conclusion): void {
  frontier.held[classOf(kind)] -= 1;
  if (reason === "dry_run") frontier.taken.image += 1;
}

function rejectedByRobots({ options, politeness }: Frontier, clock: HostClock, { id, url }: CrawlTask): Conclusion | null {
  const robots = options.respectRobots ? robotsFor(clock, politeness.userAgent) : null;
  if (robots === null || robots.allows(url)) return null;
  const status = clock.robotsStatus ?? 0;
  const detail: Remark = isServerError(status)
    ? { code: "robots_error", status }
    : { code: "robots_rule", rule: cutWords(robots.rule(url) ?? "Disallow") };
  return { id, outcome: "rejected", reason: isServerError(status) ? "robots_unavailable" : "robots", detail };
}

function rejectedByDryRun({ options }: Frontier, { id, kind }: CrawlTask): Conclusion | null {
  if (!options.dryRun || kind !== "image") return null;
  return { id, outcome: "rejected", reason: "dry_run", detail: { code: "would_be_fetched" } };
}

/** Rejects a page if the pages of its pattern brought nothing new since it was found. Start addresses are always fetched. */
function rejectedAsTrap({ admission }: Frontier, { id, url, kind, depth }: CrawlTask): Conclusion | null {
  const fault = kind === "page" && depth > 0 ? admission.evidence.fault(url) : null;
  return fault && { id, outcome: "rejected", ...fault };
}

/** Rejects an image that was claimed before the job reached its limit of bytes. */
function rejectedByByteLimit(frontier: Frontier, { id, kind }: CrawlTask): Conclusion | null {
  const full = kind === "image" ? byteLimitReached(frontier) : null;
  return full && { id, outcome: "rejected", ...full };
}

/** Moves the first origin to the end, so that a large site does not keep the others waiting. */
function rotate({ queues }: Frontier): void {
  const [first] = queues;
  if (first === undefined || queues.size < 2) return;
  queues.delete(first[0]);
  queues.set(...first);
}
