import type { Robots } from "./robots.ts";

/** One origin's manners, shared by every job of this process. Times are milliseconds of a monotonic clock. */
export interface HostClock {
  readonly origin: string;
  robots: Robots | null;
  robotsStatus: number | null;
  robotsFetchedAt: number;
  /** The adaptive delay. */
  delay: number;
  nextVisit: number;
  active: number;
  errorsInRow: number;
  lastUsed: number;
}

export interface Manners {
  delayMilliseconds?: number | undefined;
  perHostConcurrency: number;
  respectRobots: boolean;
}

const DELAY_LIMIT = 60_000;
const RETRY_AFTER_LIMIT = 3_600_000;
const FIRST_PENALTY = 1_000;

export function newHostClock(origin: string): HostClock {
  return {
    origin,
    robots: null,
    robotsStatus: null,
    robotsFetchedAt: -Infinity,
    delay: 0,
    nextVisit: -Infinity,
    active: 0,
    errorsInRow: 0,
    lastUsed: performance.now(),
  };
}

/** How many requests to the origin may begin now: at most one where there is a delay between them. */
export function allowance(clock: HostClock, manners: Manners, now: number): number {
  const free = manners.perHostConcurrency - clock.active;
  if (free <= 0 || now < clock.nextVisit) return 0;
  return spacing(clock, manners) >= 1 ? 1 : free;
}

/** Records that requests begin. */
export function begin(clock: HostClock, manners: Manners, requests: number, now: number): void {
  clock.active += requests;
  clock.nextVisit = Math.max(clock.nextVisit, now + spacing(clock, manners));
}

/**
 * Records how a request ended. A quick answer shortens the adaptive delay by half at most; an error never shortens it, and a
 * server that is overloaded (429, 5xx, no answer) doubles it. Retry-After is obeyed up to an hour.
 */
export function finish(
  clock: HostClock,
  manners: Manners,
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
  const target = (latency ?? 0) / manners.perHostConcurrency;
  const next = Math.max(target, (clock.delay + target) / 2);
  if (overloaded) clock.delay = Math.min(DELAY_LIMIT, Math.max(FIRST_PENALTY, clock.delay * 2));
  else if (ok || next > clock.delay) clock.delay = Math.min(DELAY_LIMIT, next);
  if (retryAfter !== undefined) clock.nextVisit = Math.max(clock.nextVisit, now + Math.min(retryAfter, RETRY_AFTER_LIMIT));
  else if (overloaded) clock.nextVisit = Math.max(clock.nextVisit, now + clock.delay);
}

function spacing(clock: HostClock, { delayMilliseconds, respectRobots }: Manners): number {
  const asked = respectRobots ? clock.robots?.crawlDelayMilliseconds ?? 0 : 0;
  return Math.max(asked, delayMilliseconds ?? clock.delay);
}
