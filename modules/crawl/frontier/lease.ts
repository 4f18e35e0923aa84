import type { CrawlTask } from "../messages.ts";
import { allowance, type HostClock, robotsFor } from "../politeness/host_clock.ts";
import { isServerError } from "../politeness/robots.ts";
import { budget, type Frontier, fullness, refreshLanes } from "./frontier.ts";
import { claimRobots, claimSuspect, claimUrls, concludeUrls, type Conclusion } from "./frontier_repository.ts";
import { fenced } from "./frontier.ts";
import { CLASSES, classOf, KINDS, type Lane, laneOf, readyCount, takeReady } from "./lanes.ts";
import { cutWords, type Remark } from "../texts.ts";

/** When nobody can say better, how soon to ask again. */
const QUIET_MILLISECONDS = 250;
/** URLs of one class and origin that are claimed at a time: a statement for each would be most of the work. */
const CHUNK = 32;

export interface Leases {
  tasks: CrawlTask[];
  /** Where there are none: when to ask again. */
  waitMilliseconds: number;
}

/** Leases up to `capacity` URLs whose hosts may be visited now. */
export async function lease(frontier: Frontier, capacity: number): Promise<Leases> {
  const tasks: CrawlTask[] = [];
  let wakeAt = performance.now() + QUIET_MILLISECONDS;
  for (const lane of [...frontier.lanes.values()]) {
    if (tasks.length >= capacity) break;
    const now = performance.now();
    wakeRetries(lane, now);
    if (lane.restUntil > now) {
      wakeAt = Math.min(wakeAt, lane.restUntil);
      continue;
    }
    tasks.push(...await leaseFrom(frontier, lane, capacity - tasks.length));
    wakeAt = Math.min(wakeAt, lane.restUntil > now ? lane.restUntil : Infinity, lane.retryAt);
    if (isSpent(lane)) frontier.lanes.delete(lane.origin);
  }
  rotate(frontier);
  return { tasks, waitMilliseconds: Math.max(1, wakeAt - performance.now()) };
}

/** Whether the database holds anything more that the job's limits let it fetch; then it is leased next. */
export async function isDrained(frontier: Frontier): Promise<boolean> {
  if (hasWork(frontier)) return false;
  await refreshLanes(frontier);
  if (hasWork(frontier)) return false;
  const left = budget(frontier);
  const kinds = CLASSES.filter((kind) => left[kind] > 0).flatMap((kind) => KINDS[kind]);
  const suspect = await claimSuspect(frontier.database, frontier.attempt, kinds);
  if (suspect === null) return true;
  const { origin, ...task } = suspect;
  laneOf(frontier.lanes, origin).ready[classOf(task.kind)].push(task);
  frontier.held[classOf(task.kind)] += 1;
  return false;
}

function hasWork(frontier: Frontier): boolean {
  const left = budget(frontier);
  const isOpen = CLASSES.some((kind) => left[kind] > 0);
  return [...frontier.lanes.values()].some((lane) =>
    readyCount(lane) > 0 || (isOpen && lane.retryAt < Infinity) || CLASSES.some((kind) => lane.more[kind] && left[kind] > 0)
  );
}

function wakeRetries(lane: Lane, now: number): void {
  if (lane.retryAt > now) return;
  lane.retryAt = Infinity;
  for (const kind of CLASSES) lane.more[kind] = true;
}

function isSpent(lane: Lane): boolean {
  return readyCount(lane) === 0 && lane.retryAt === Infinity && !CLASSES.some((kind) => lane.more[kind]);
}

async function leaseFrom(frontier: Frontier, lane: Lane, capacity: number): Promise<CrawlTask[]> {
  const { clocks, manners, options } = frontier;
  const clock = await clocks.of(lane.origin);
  const now = performance.now();
  const room = Math.min(capacity, allowance(clock, manners, now));
  if (room === 0) {
    lane.restUntil = clock.nextVisit > now ? clock.nextVisit : -Infinity;
    return [];
  }
  const tasks = options.respectRobots && !clocks.robotsKnown(clock)
    ? await leaseRobots(frontier, lane, clock)
    : await takeAllowed(frontier, lane, clock, room);
  clocks.begin(clock, manners, tasks.length);
  for (const task of tasks) frontier.leased.set(task.id, { task, clock, origin: lane.origin });
  return tasks;
}

async function leaseRobots(frontier: Frontier, { origin }: Lane, clock: HostClock): Promise<CrawlTask[]> {
  if (frontier.robotsAsked.has(origin)) return [];
  const task = await claimRobots(frontier.database, frontier.attempt, clock.origin);
  if (task === null) return [];
  frontier.robotsAsked.add(origin);
  return [task];
}

/** What robots.txt forbids, what a dry run would have fetched and what is too much is concluded on the way. */
async function takeAllowed(frontier: Frontier, lane: Lane, clock: HostClock, room: number): Promise<CrawlTask[]> {
  const tasks: CrawlTask[] = [];
  const spared: Conclusion[] = [];
  while (tasks.length < room) {
    if (readyCount(lane) < room - tasks.length) await claim(frontier, lane);
    const taken = takeReady(lane, room - tasks.length);
    if (taken.length === 0) break;
    for (const task of taken) {
      const conclusion = disallowed(frontier, clock, task) ?? rehearsed(frontier, task) ?? unaffordable(frontier, task);
      if (conclusion === null) {
        tasks.push(task);
        continue;
      }
      spared.push(conclusion);
      spare(frontier, task, conclusion);
    }
  }
  if (spared.length > 0) await fenced(frontier, (tx) => concludeUrls(tx, spared));
  return tasks;
}

async function claim(frontier: Frontier, lane: Lane): Promise<void> {
  const { database, attempt, held } = frontier;
  for (const kind of CLASSES) {
    const limit = Math.min(CHUNK, budget(frontier)[kind]);
    if (!lane.more[kind] || limit === 0 || lane.ready[kind].length > 0) continue;
    // What is found meanwhile says so again.
    lane.more[kind] = false;
    const claimed = await claimUrls(database, attempt, { origin: lane.origin, kinds: KINDS[kind], limit });
    if (claimed.length === limit) lane.more[kind] = true;
    lane.ready[kind].push(...claimed);
    held[kind] += claimed.length;
  }
}

function spare(frontier: Frontier, { kind }: CrawlTask, { reason }: Conclusion): void {
  frontier.held[classOf(kind)] -= 1;
  if (reason === "dry_run") frontier.taken.image += 1;
}

function disallowed({ options, manners }: Frontier, clock: HostClock, { id, url }: CrawlTask): Conclusion | null {
  const robots = options.respectRobots ? robotsFor(clock, manners.userAgent) : null;
  if (robots === null || robots.allows(url)) return null;
  const status = clock.robotsStatus ?? 0;
  const detail: Remark = isServerError(status)
    ? { code: "robots_error", status }
    : { code: "robots_rule", rule: cutWords(robots.rule(url) ?? "Disallow") };
  return { id, outcome: "rejected", reason: isServerError(status) ? "robots_unavailable" : "robots", detail };
}

function rehearsed({ options }: Frontier, { id, kind }: CrawlTask): Conclusion | null {
  if (!options.dryRun || kind !== "image") return null;
  return { id, outcome: "rejected", reason: "dry_run", detail: { code: "would_be_fetched" } };
}

/** It was claimed before the job had kept all the bytes that it may. */
function unaffordable(frontier: Frontier, { id, kind }: CrawlTask): Conclusion | null {
  const full = kind === "image" ? fullness(frontier) : null;
  return full && { id, outcome: "rejected", ...full };
}

/** The next lease begins with another origin, so that a large site does not keep the others waiting. */
function rotate({ lanes }: Frontier): void {
  const [first] = lanes;
  if (first === undefined || lanes.size < 2) return;
  lanes.delete(first[0]);
  lanes.set(...first);
}
