import { shareDelay } from "./failures.ts";
import {
  DELAY_LIMIT,
  endPenalty,
  type HostPenalty,
  isScattered,
  mostAtOnce,
  newHostPenalty,
  noteFailure,
} from "./host_penalty.ts";
import type { Robots } from "./robots.ts";

/** When one origin may be asked again, for all jobs of this process. Times are milliseconds of a monotonic clock. */
export interface HostClock extends HostPenalty {
  readonly origin: string;
  /** The rules for the user agent of the settings, or null while robots.txt is not known; see `robotsFor()`. */
  robots: Robots | null;
  robotsStatus: number | null;
  robotsFetchedAt: number;
  /** Until when the earlier rules stay in force, because the server answered with an error when asked again. */
  robotsKeptUntil: number;
  /** The adaptive delay between requests, which follows the latency of the host. */
  delay: number;
  /** When the last request began. */
  begunAt: number;
  /** Until when the server asks not to be visited, by Retry-After. */
  askedUntil: number;
  /** Requests of all jobs that have begun and not ended. */
  active: number;
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

/** How a request ended. */
export interface RequestEnd {
  /** Milliseconds until the headers arrived. */
  latency: number | undefined;
  /**
   * `ok`: a success. `error`: an answer about this URL alone (4xx). `failure`: no answer, or one that says that the server failed
   * (5xx). `overload`: the server says that it has too much to do (429, 503).
   */
  result: "ok" | "error" | "failure" | "overload";
  /** Whether the same URL had failed before. */
  isRetry?: boolean;
  /** How long the server asks not to be visited, in milliseconds. */
  retryAfter: number | undefined;
}

export const RETRY_AFTER_LIMIT = 3_600_000;
/** A Retry-After up to this is obeyed at once, even if a single URL says so among good answers. */
const SHORT_RETRY_AFTER = 5_000;
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
    ...newHostPenalty(),
    begunAt: -Infinity,
    askedUntil: -Infinity,
    active: 0,
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
  const free = Math.min(politeness.perHostConcurrency, mostAtOnce(clock)) - clock.active - promised;
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
  clock.begunAt = now;
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
 * server that says that it is overloaded gets no request for a second, and for twice as long each time that it says so again;
 * so does one of whose URLs several fail in a row. Its first good answer ends that, or, after its own words, shortens it to a
 * quarter. Retry-After is obeyed up to an hour. A single URL that says so among good answers speaks for itself alone: the host waits
 * only if the next one says so too.
 */
export function finish(clock: HostClock, politeness: PolitenessOptions, end: RequestEnd, now: number): void {
  clock.active = Math.max(0, clock.active - 1);
  const isAlone = end.result === "overload" && isScattered(clock);
  if (end.result === "failure" || end.result === "overload") noteFailure(clock, { ...end, isAlone }, now);
  else noteAnswer(clock, end, politeness);
  if (end.retryAfter === undefined || (end.isRetry && !clock.failing)) return;
  if (isAlone && (clock.warnings > 1 || end.retryAfter > SHORT_RETRY_AFTER)) return;
  clock.askedUntil = Math.max(clock.askedUntil, now + Math.min(end.retryAfter, RETRY_AFTER_LIMIT));
  clock.nextVisit = Math.max(clock.nextVisit, clock.askedUntil);
}

function noteAnswer(clock: HostClock, { result, latency, isRetry = false }: RequestEnd, politeness: PolitenessOptions): void {
  const hadFailed = clock.failing;
  endPenalty(clock, { result, isRetry });
  followLatency(clock, (latency ?? 0) / politeness.perHostConcurrency, result === "ok");
  // The request that succeeded began with the wait of a host that fails.
  if (hadFailed) clock.nextVisit = Math.max(clock.askedUntil, clock.begunAt + spacing(clock, politeness));
}

function followLatency(clock: HostClock, target: number, ok: boolean): void {
  const next = Math.max(target, (clock.delay + target) / 2);
  if (ok || next > clock.delay) clock.delay = Math.min(DELAY_LIMIT, next);
}

/** Returns the time from one request to the next. While the host fails, its penalty also applies to jobs without a delay. */
function spacing(clock: HostClock, { delayMilliseconds, respectRobots, userAgent }: PolitenessOptions): number {
  const asked = respectRobots ? robotsFor(clock, userAgent)?.crawlDelayMilliseconds ?? 0 : 0;
  const penalty = clock.failing ? clock.penalty : shareDelay(clock.recent);
  return Math.max(asked, penalty, delayMilliseconds ?? Math.max(clock.delay, clock.penalty));
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
