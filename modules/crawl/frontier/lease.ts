import type { CrawlTask } from "../messages.ts";
import { allowance, type HostClock } from "../politeness/host_clock.ts";
import { addWaiting, budget, fenced, type Frontier, type Waiting } from "./frontier.ts";
import { claimRobots, claimUrls, concludeUrls, countPending } from "./frontier_repository.ts";

const QUIET_MILLISECONDS = 250;

/** Leases up to `capacity` URLs whose hosts may be visited now; else says in how many milliseconds to ask again. */
export async function lease(frontier: Frontier, capacity: number): Promise<{ tasks: CrawlTask[]; waitMilliseconds: number }> {
  const tasks: CrawlTask[] = [];
  let waitMilliseconds = QUIET_MILLISECONDS;
  for (const [origin, waiting] of [...frontier.waiting]) {
    if (tasks.length >= capacity) break;
    if (performance.now() < waiting.quietUntil) continue;
    const clock = await frontier.clocks.of(origin);
    const now = performance.now();
    const allowed = Math.min(capacity - tasks.length, allowance(clock, frontier.manners, now));
    if (allowed > 0) tasks.push(...await leaseFrom(frontier, origin, waiting, clock, allowed));
    else if (clock.nextVisit > now) waitMilliseconds = Math.min(waitMilliseconds, clock.nextVisit - now);
  }
  rotate(frontier);
  return { tasks, waitMilliseconds: Math.max(1, waitMilliseconds) };
}

async function leaseFrom(
  frontier: Frontier,
  origin: string,
  waiting: Waiting,
  clock: HostClock,
  allowed: number,
): Promise<CrawlTask[]> {
  if (frontier.options.respectRobots && !frontier.clocks.robotsKnown(clock)) return await leaseRobots(frontier, origin, clock);
  const claimed = await claim(frontier, origin, waiting, allowed);
  if (claimed.length === 0) await rest(frontier, origin, waiting);
  for (const { kind } of claimed) addWaiting(frontier, origin, kind, -1);
  const admitted = await withoutDisallowed(frontier, clock, claimed);
  for (const task of admitted) frontier.leased.set(task.id, { task, clock, origin });
  frontier.clocks.begin(clock, frontier.manners, admitted.length);
  return admitted;
}

/** Nothing could be claimed: not asked again for a moment. What is thought to wait is counted anew, lest the job never end. */
async function rest(frontier: Frontier, origin: string, waiting: Waiting): Promise<void> {
  waiting.quietUntil = performance.now() + QUIET_MILLISECONDS;
  if (frontier.leased.size > 0) return;
  const { page, image } = waiting;
  const counts = await countPending(frontier.database, frontier.attempt.jobId, origin);
  if (waiting.page !== page || waiting.image !== image || frontier.waiting.get(origin) !== waiting) return;
  const pending = (kind: "page" | "image") => counts.find((count) => count.kind === kind)?.pending ?? 0;
  waiting.page = pending("page");
  waiting.image = pending("image");
  if (waiting.page + waiting.image === 0) frontier.waiting.delete(origin);
}

/**
 * Claims within the limits: pages and images in turns, so that images show from the start and the decoders have work while
 * pages are read. Suspects go alone, when nothing else is under way: then the blame for a dead worker is exact.
 */
async function claim(frontier: Frontier, origin: string, waiting: Waiting, allowed: number): Promise<CrawlTask[]> {
  const { database, attempt, leased } = frontier;
  const left = budget(frontier);
  const kinds = TURNS[waiting.turn].filter((kind) => left[kind] > 0 && waiting[kind] > 0);
  const claimed: CrawlTask[] = [];
  for (const suspects of leased.size > 0 ? [false] : [false, true]) {
    for (const kind of kinds) {
      const room = suspects ? 1 - claimed.length : allowed - claimed.length;
      if (room <= 0) break;
      claimed.push(...await claimUrls(database, attempt, { origin, kind, limit: Math.min(room, left[kind]), suspects }));
    }
  }
  if (claimed[0]) waiting.turn = claimed[0].kind === "page" ? "image" : "page";
  return claimed;
}

const TURNS = { page: ["page", "image"], image: ["image", "page"] } as const;

async function leaseRobots(frontier: Frontier, origin: string, clock: HostClock): Promise<CrawlTask[]> {
  if (frontier.robotsAsked.has(origin)) return [];
  const task = await claimRobots(frontier.database, frontier.attempt, origin);
  if (task === null) return [];
  frontier.robotsAsked.add(origin);
  frontier.leased.set(task.id, { task, clock, origin });
  frontier.clocks.begin(clock, frontier.manners, 1);
  return [task];
}

async function withoutDisallowed(frontier: Frontier, clock: HostClock, tasks: CrawlTask[]): Promise<CrawlTask[]> {
  const { robots } = clock;
  if (!frontier.options.respectRobots || robots === null) return tasks;
  const denied = tasks.filter(({ url }) => !robots.allows(url));
  if (denied.length === 0) return tasks;
  const unavailable = (clock.robotsStatus ?? 0) >= 500 || clock.robotsStatus === 429;
  const why = unavailable
    ? { reason: "robots_unavailable", detail: `robots.txt answered ${clock.robotsStatus}, which forbids everything (RFC 9309)` }
    : { reason: "robots", detail: "robots.txt forbids it" };
  await fenced(frontier, (tx) => concludeUrls(tx, denied.map(({ id }) => ({ id, outcome: "rejected", ...why }))));
  return tasks.filter((task) => !denied.includes(task));
}

/** The next lease begins with another origin, so that a large site does not keep the others waiting. */
function rotate({ waiting }: Frontier): void {
  const [first] = waiting;
  if (first === undefined || waiting.size < 2) return;
  waiting.delete(first[0]);
  waiting.set(...first);
}
