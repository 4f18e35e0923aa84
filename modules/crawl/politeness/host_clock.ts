import type { Robots } from "./robots.ts";

/** One origin's politeness, shared by every job of this process. Times are milliseconds of a monotonic clock. */
export interface HostClock {
  readonly origin: string;
  /** As asked of the user agent of the settings; see `robotsFor()`. */
  robots: Robots | null;
  robotsStatus: number | null;
  robotsFetchedAt: number;
  /** Rules of earlier stay in force until then, as the server could not say any. */
  robotsKeptUntil: number;
  /** The adaptive delay. */
  delay: number;
  nextVisit: number;
  /** Requests under way, of all jobs. */
  active: number;
  errorsInRow: number;
  /** The last answer was an error: one request at a time finds out whether it still is. */
  failing: boolean;
  /** The end of the wait after an error: what was under way meanwhile and fails too is the same trouble. */
  backedOffUntil: number;
  lastUsed: number;
  /** Who was turned away and still asks, the one that waits longest first. */
  readonly queue: Map<PolitenessOptions, Turn>;
  /** What jobs were told that they may begin, and have not begun yet: they look for URLs meanwhile. */
  readonly promises: Map<PolitenessOptions, Promised>;
}

/** One job's; the object stands for the job. */
export interface PolitenessOptions {
  delayMilliseconds?: number | undefined;
  perHostConcurrency: number;
  respectRobots: boolean;
  /** Whom robots.txt speaks to; unset: the user agent of the settings. */
  userAgent?: string | undefined;
}

interface Turn {
  since: number;
  askedAt: number;
}

interface Promised {
  requests: number;
  until: number;
}

export const DELAY_LIMIT = 60_000;
export const RETRY_AFTER_LIMIT = 3_600_000;
const FIRST_PENALTY = 1_000;
/** A job that waited so long goes before those that just had their turn. Less, and the host would idle between turns. */
const PATIENCE = 1_000;
/** Jobs ask several times a second: one that does not ask any more is not waited for. */
const FORGOTTEN = 600;
/** A promise is kept for so long, should the job end before it begins. */
const PROMISE = 2_000;

export function newHostClock(origin: string): HostClock {
  return {
    origin,
    robots: null,
    robotsStatus: null,
    robotsFetchedAt: -Infinity,
    robotsKeptUntil: -Infinity,
    delay: 0,
    nextVisit: -Infinity,
    active: 0,
    errorsInRow: 0,
    failing: false,
    backedOffUntil: -Infinity,
    lastUsed: performance.now(),
    queue: new Map(),
    promises: new Map(),
  };
}

/** What the origin asks of a job's user agent; null while its robots.txt is not known. */
export function robotsFor({ robots }: HostClock, userAgent: string | undefined): Robots | null {
  return userAgent === undefined ? robots : robots?.forAgent(userAgent) ?? null;
}

/**
 * How many requests to the origin a job may begin now: those of all jobs together stay within its own limit, and it is one
 * where there is a delay between them, or where the last one failed. 0 where another job's turn has come. The answer is a
 * promise: until `begin()`, which is to be told how many it were, other jobs are not given the same room.
 */
export function allowance(clock: HostClock, politeness: PolitenessOptions, now: number): number {
  const promised = promisedToOthers(clock, politeness, now);
  const free = politeness.perHostConcurrency - clock.active - promised;
  const isSpaced = spacing(clock, politeness) >= 1;
  if (free <= 0 || now < clock.nextVisit || (isSpaced && promised > 0) || isBehind(clock, politeness, now)) {
    const since = clock.queue.get(politeness)?.since ?? now;
    clock.queue.set(politeness, { since, askedAt: now });
    return 0;
  }
  clock.queue.delete(politeness);
  const requests = isSpaced ? 1 : free;
  clock.promises.set(politeness, { requests, until: now + PROMISE });
  return requests;
}

/** Records that requests begin, or that a job has none after all; the next one may follow when the delay of each is over. */
export function begin(clock: HostClock, politeness: PolitenessOptions, requests: number, now: number): void {
  clock.promises.delete(politeness);
  if (requests === 0) return;
  clock.active += requests;
  clock.nextVisit = Math.max(clock.nextVisit, now) + requests * spacing(clock, politeness);
}

function promisedToOthers({ promises }: HostClock, politeness: PolitenessOptions, now: number): number {
  let sum = 0;
  for (const [job, { requests, until }] of promises) {
    if (until < now) promises.delete(job);
    else if (job !== politeness) sum += requests;
  }
  return sum;
}

/**
 * Records how a request ended. A quick answer shortens the adaptive delay by half at most; an error never shortens it, and a
 * server that is overloaded (429, 5xx, no answer) doubles it and is left alone for it. Retry-After is obeyed up to an hour.
 */
export function finish(
  clock: HostClock,
  politeness: PolitenessOptions,
  { latency, ok, overloaded, retryAfter }: {
    latency: number | undefined;
    ok: boolean;
    overloaded: boolean;
    retryAfter: number | undefined;
  },
  now: number,
): void {
  clock.active = Math.max(0, clock.active - 1);
  clock.errorsInRow = overloaded ? clock.errorsInRow + 1 : 0;
  clock.failing = overloaded;
  if (overloaded) backOff(clock, now);
  else followLatency(clock, (latency ?? 0) / politeness.perHostConcurrency, ok);
  if (retryAfter !== undefined) clock.nextVisit = Math.max(clock.nextVisit, now + Math.min(retryAfter, RETRY_AFTER_LIMIT));
}

function backOff(clock: HostClock, now: number): void {
  if (now >= clock.backedOffUntil) {
    clock.delay = Math.min(DELAY_LIMIT, Math.max(FIRST_PENALTY, clock.delay * 2));
    clock.backedOffUntil = now + clock.delay;
  }
  clock.nextVisit = Math.max(clock.nextVisit, now + clock.delay);
}

function followLatency(clock: HostClock, target: number, ok: boolean): void {
  const next = Math.max(target, (clock.delay + target) / 2);
  if (ok || next > clock.delay) clock.delay = Math.min(DELAY_LIMIT, next);
}

/** The time from one request to the next. While the host fails, its penalty holds for those too that ask for no delay. */
function spacing(clock: HostClock, { delayMilliseconds, respectRobots, userAgent }: PolitenessOptions): number {
  const asked = respectRobots ? robotsFor(clock, userAgent)?.crawlDelayMilliseconds ?? 0 : 0;
  const penalty = clock.failing ? clock.delay : 0;
  return Math.max(asked, penalty, delayMilliseconds ?? clock.delay);
}

/** Whether another job has waited too long already, and longer than this one. */
function isBehind({ queue }: HostClock, politeness: PolitenessOptions, now: number): boolean {
  const own = queue.get(politeness)?.since ?? now;
  for (const [other, { since, askedAt }] of queue) {
    if (now - askedAt > FORGOTTEN) queue.delete(other);
    else if (other !== politeness && since < own && now - since >= PATIENCE) return true;
  }
  return false;
}
