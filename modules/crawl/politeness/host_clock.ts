import type { Robots } from "./robots.ts";

/** When one origin may be asked again, for all jobs of this process. Times are milliseconds of a monotonic clock. */
export interface HostClock {
  readonly origin: string;
  /** The rules for the user agent of the settings, or null while robots.txt is not known; see `robotsFor()`. */
  robots: Robots | null;
  robotsStatus: number | null;
  robotsFetchedAt: number;
  /** Until when the earlier rules stay in force, because the server answered with an error when asked again. */
  robotsKeptUntil: number;
  /** The adaptive delay between requests. */
  delay: number;
  nextVisit: number;
  /** Requests of all jobs that have begun and not ended. */
  active: number;
  errorsInRow: number;
  /** Whether the last answer was an error. If so, one request at a time finds out whether the host still fails. */
  failing: boolean;
  /** The end of the wait after an error. Requests that had begun before and fail meanwhile do not make the wait longer. */
  backedOffUntil: number;
  lastUsed: number;
  /** Jobs that were refused and ask again, in the order in which they began to wait. */
  readonly queue: Map<PolitenessOptions, Turn>;
  /** Requests that were allowed to a job and that it has not begun yet, because it looks for URLs first. */
  readonly promises: Map<PolitenessOptions, Promised>;
}

/** The options of one job that concern its hosts. The object also identifies the job. */
export interface PolitenessOptions {
  delayMilliseconds?: number | undefined;
  perHostConcurrency: number;
  respectRobots: boolean;
  /** The user agent whose rules apply; unset: the user agent of the settings. */
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
/** A job that has waited this long goes first. With less, the host would be idle between the turns of two jobs. */
const LONGEST_WAIT = 1_000;
/** A job that has not asked for this long gives up its turn. Waiting jobs ask several times a second. */
const TURN_EXPIRES_AFTER = 600;
/** How long a promise holds if the job ends before it begins its requests. */
const PROMISE_EXPIRES_AFTER = 2_000;

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

/** Returns the rules of the origin for a job's user agent, or null while its robots.txt is not known. */
export function robotsFor({ robots }: HostClock, userAgent: string | undefined): Robots | null {
  return userAgent === undefined ? robots : robots?.forAgent(userAgent) ?? null;
}

/**
 * Returns how many requests to the origin a job may begin now. The requests of all jobs together stay within the job's own limit.
 * The answer is at most 1 if there is a delay between requests or if the last one failed, and 0 if it is another job's turn.
 * The answer is a promise: other jobs do not get the same room until the job calls `begin()` with the number of its requests.
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
  clock.promises.set(politeness, { requests, until: now + PROMISE_EXPIRES_AFTER });
  return requests;
}

/** Records that requests begin, or (0) that a job has none after all. The next request may follow after one delay for each. */
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
 * Records how a request ended. A quick answer shortens the adaptive delay by half at most, and an error never shortens it. A
 * server that is overloaded (429, 5xx, no answer) doubles it, and gets no request until it is over. Retry-After is obeyed up to
 * an hour.
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

/** Returns the time from one request to the next. While the host fails, its penalty also applies to jobs without a delay. */
function spacing(clock: HostClock, { delayMilliseconds, respectRobots, userAgent }: PolitenessOptions): number {
  const asked = respectRobots ? robotsFor(clock, userAgent)?.crawlDelayMilliseconds ?? 0 : 0;
  const penalty = clock.failing ? clock.delay : 0;
  return Math.max(asked, penalty, delayMilliseconds ?? clock.delay);
}

/** Whether another job has waited for `LONGEST_WAIT`, and longer than this one. */
function isBehind({ queue }: HostClock, politeness: PolitenessOptions, now: number): boolean {
  const own = queue.get(politeness)?.since ?? now;
  for (const [other, { since, askedAt }] of queue) {
    if (now - askedAt > TURN_EXPIRES_AFTER) queue.delete(other);
    else if (other !== politeness && since < own && now - since >= LONGEST_WAIT) return true;
  }
  return false;
}
