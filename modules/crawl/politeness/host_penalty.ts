import { areFew, remember, toleratedRun } from "./failures.ts";
import type { RequestEnd } from "./host_clock.ts";

export const DELAY_LIMIT = 60_000;
export const FIRST_PENALTY = 1_000;
/** A penalty below this ends. */
const LEAST_PENALTY = 250;
/** With this penalty, or after so many failures in a row of whatever URLs, the host is asked for something that it gave before. */
const DOUBTFUL_PENALTY = 8_000;
const DOUBTFUL_FAILURES = 16;
const SUSPECT_ERRORS = 2;
/** The pause after a single 429 or 503 among good answers. */
const SHORT_PAUSE = 50;

/** How a host is visited less often because requests fail. Times are milliseconds of a monotonic clock. */
export interface HostPenalty {
  /** When the host may be visited next. */
  nextVisit: number;
  /** The delay that failures cause. It applies to all jobs while the host fails, and afterwards to jobs without a delay of their own. */
  penalty: number;
  /** Failures in a row of different URLs: a URL that fails again is no further evidence against its host. */
  errorsInRow: number;
  /** Failures in a row of all requests. */
  failuresInRow: number;
  /** Whether the last answers of different URLs failed (`true`), the newest last. */
  readonly recent: boolean[];
  /** Whether the host itself fails, by its own words or by a run of failures. If so, one request at a time finds out whether it still does. */
  failing: boolean;
  /** Whether the penalty is due to the server's own words (429, 503). */
  overloaded: boolean;
  /** Whether something succeeded since the host said last that it is overloaded. */
  hasSucceeded: boolean;
  /** How many single URLs said so among good answers, since several in a row last did. */
  warnings: number;
  /** The end of the wait after an error. Requests that had begun before and fail meanwhile do not make the wait longer. */
  backedOffUntil: number;
}

export function newHostPenalty(): HostPenalty {
  return {
    nextVisit: -Infinity,
    penalty: 0,
    errorsInRow: 0,
    failuresInRow: 0,
    recent: [],
    failing: false,
    overloaded: false,
    hasSucceeded: false,
    warnings: 0,
    backedOffUntil: -Infinity,
  };
}

/** Whether the host works as far as its answers tell, so that one URL that says that it is overloaded may speak for itself alone. */
export function isScattered({ failing, hasSucceeded, recent }: HostPenalty): boolean {
  return !failing && hasSucceeded && areFew(recent);
}

/**
 * Records a failure. The host is penalised if it says so itself, unless that is `isAlone`, or if more of its URLs fail in a row than
 * chance explains.
 */
export function noteFailure(
  host: HostPenalty,
  { result, isRetry = false, isAlone }: RequestEnd & { isAlone: boolean },
  now: number,
): void {
  host.failuresInRow += 1;
  if (!isRetry) {
    host.errorsInRow += 1;
    remember(host.recent, true);
    const isOverload = result === "overload" && !isAlone;
    if (isOverload || host.errorsInRow > toleratedRun(host.recent, host.errorsInRow)) backOff(host, isOverload, now);
    if (result === "overload") host.hasSucceeded = false;
    host.warnings = isOverload ? 0 : host.warnings + Number(isAlone);
    if (isAlone) host.nextVisit = Math.max(host.nextVisit, now + SHORT_PAUSE);
  }
  if (host.failing) host.nextVisit = Math.max(host.nextVisit, now + host.penalty);
}

/** Records an answer that is no failure. It ends the penalty, or shortens it if it is due to the server's own words. */
export function endPenalty(host: HostPenalty, { result, isRetry }: Pick<RequestEnd, "result" | "isRetry">): void {
  host.errorsInRow = 0;
  host.failuresInRow = 0;
  host.failing = false;
  if (result === "ok") host.hasSucceeded = true;
  if (isRetry !== true) remember(host.recent, false);
  const left = host.overloaded ? host.penalty / (result === "ok" ? 4 : 2) : 0;
  host.penalty = left < LEAST_PENALTY ? 0 : left;
  host.overloaded = host.penalty > 0;
}

/** Lengthens the penalty, unless the request had begun before the last failure that did. */
function backOff(host: HostPenalty, isOverload: boolean, now: number): void {
  host.failing = true;
  host.overloaded ||= isOverload;
  if (now < host.backedOffUntil) return;
  host.penalty = Math.min(DELAY_LIMIT, Math.max(FIRST_PENALTY, host.penalty * 2));
  host.backedOffUntil = now + host.penalty;
}

/** Whether what is asked for next should be of another kind than what failed last, to find out whether the host itself fails. */
export function isSuspect({ failing, errorsInRow }: HostPenalty): boolean {
  return failing || errorsInRow >= SUSPECT_ERRORS;
}

/** Whether it is doubtful that the host still works at all, so that a request that succeeded before should be made again. */
export function isDoubtful({ failing, penalty, failuresInRow }: HostPenalty): boolean {
  return (failing && penalty >= DOUBTFUL_PENALTY) || failuresInRow >= DOUBTFUL_FAILURES;
}

/** Returns how many requests may be under way: after a failure no more than may fail before the host is visited less often. */
export function mostAtOnce({ errorsInRow, failing, recent, hasSucceeded, warnings }: HostPenalty): number {
  if (errorsInRow === 0 || failing) return Infinity;
  if (warnings > 0 && !hasSucceeded) return 1;
  const left = toleratedRun(recent, errorsInRow) + 1 - errorsInRow;
  return left > 0 ? left : Infinity;
}
