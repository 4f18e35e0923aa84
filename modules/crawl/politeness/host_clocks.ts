import type { Database } from "../../shared/database/handle.ts";
import type { FetchFacts } from "../messages.ts";
import { begin, finish, type HostClock, newHostClock, type PolitenessOptions, type RequestEnd } from "./host_clock.ts";
import { remember } from "./failures.ts";
import { FIRST_PENALTY } from "./host_penalty.ts";
import { findHost, type HostRow, upsertHostClock, upsertHostRobots } from "./host_repository.ts";
import { isServerError, readRobots } from "./robots.ts";

/** After this time, a robots.txt is asked for again (RFC 9309, 2.4). */
const ROBOTS_MILLISECONDS = 24 * 3_600_000;
/** After this time, it is asked for again if the server could not answer (429, 5xx). Until then the last file stays in force, if any. */
const ROBOTS_ERROR_MILLISECONDS = 300_000;
const SAVE_MILLISECONDS = 2_000;
/** A clock that was not used for this long is dropped from memory; its row in the database stays. */
const IDLE_MILLISECONDS = 3_600_000;

/** How a request ended, as its report says. */
export interface EndedRequest {
  facts: FetchFacts;
  /** Whether the server answered, or will never answer this request. */
  reached: boolean;
  /** Whether the same URL had failed before. */
  isRetry?: boolean;
  /** Whether the answer refuses this crawler: 401, 403, 429 or a challenge. */
  isRefusal?: boolean;
  /** Whether the server gave what was asked for: a page, a document or an image. */
  isGiven?: boolean;
}

/** The clocks of all origins. They are held in memory for all jobs of this process and saved in `crawl_host`. */
export interface HostClocks {
  of(origin: string): Promise<HostClock>;
  begin(clock: HostClock, politeness: PolitenessOptions, requests: number): void;
  finish(clock: HostClock, politeness: PolitenessOptions, ended: EndedRequest): void;
  /** Sets the rules from an answer. If the server cannot answer (429, 5xx), the rules of the last file, if any, stay in force. */
  setRobots(clock: HostClock, answer: { status: number; body: string | null }): Promise<void>;
  /** Whether the rules are known and recent enough. */
  robotsKnown(clock: HostClock): boolean;
  save(): Promise<void>;
}

export function createHostClocks({ database, userAgent }: { database: Database; userAgent: string }): HostClocks {
  const clocks = new Map<string, Promise<HostClock>>();
  const unsaved = new Set<HostClock>();
  let saved = 0;
  let saving: Promise<void> = Promise.resolve();

  const load = async (origin: string): Promise<HostClock> => {
    const clock = newHostClock(origin);
    const row = await findHost(database, origin);
    if (row === null) return clock;
    const now = performance.now();
    restore(clock, row);
    clock.nextVisit = now + row.waitMilliseconds;
    clock.askedUntil = clock.nextVisit;
    if (row.robotsStatus !== null && row.robotsAgeMilliseconds !== null) {
      clock.robots = readRobots({ status: row.robotsStatus, body: row.robotsBody, origin, userAgent });
      clock.robotsStatus = row.robotsStatus;
      clock.robotsFetchedAt = now - row.robotsAgeMilliseconds;
    }
    return clock;
  };

  const write = async () => {
    saved = performance.now();
    await forgetIdle(clocks, saved - IDLE_MILLISECONDS);
    for (const clock of [...unsaved]) {
      unsaved.delete(clock);
      const waitMilliseconds = Math.max(0, clock.nextVisit - performance.now());
      try {
        await upsertHostClock(database, { ...clock, delay: Math.max(clock.delay, clock.penalty), waitMilliseconds });
      } catch (error) {
        unsaved.add(clock);
        throw error;
      }
    }
  };

  /** Saves run one after another, so that the caller also waits for a save that has begun. */
  // The caller of an earlier save has seen its error; the clocks that it did not write are still in `unsaved`.
  const save = () => saving = saving.catch(() => {}).then(write);

  return {
    of: (origin) => {
      const known = clocks.get(origin);
      if (known) return known;
      const clock = load(origin);
      clocks.set(origin, clock);
      // The caller sees the error, and the next caller reads the row again.
      clock.catch(() => clocks.delete(origin));
      return clock;
    },
    begin: (clock, politeness, requests) => begin(clock, politeness, requests, performance.now()),
    finish: (clock, politeness, ended) => {
      const end = requestEnd(ended);
      clock.lastUsed = performance.now();
      finish(clock, politeness, end, performance.now());
      unsaved.add(clock);
      // A wait that the server asked for must survive the process.
      const mustWait = (end.retryAfter ?? 0) > SAVE_MILLISECONDS;
      // Delays that could not be written stay unsaved: the next save writes them.
      if (mustWait || performance.now() - saved > SAVE_MILLISECONDS) void save().catch(() => {});
    },
    setRobots: async (clock, { status, body }) => {
      if (isServerError(status) && clock.robotsStatus === 200) {
        clock.robotsKeptUntil = performance.now() + ROBOTS_ERROR_MILLISECONDS;
        return;
      }
      clock.robots = readRobots({ status, body, origin: clock.origin, userAgent });
      clock.robotsStatus = status;
      clock.robotsFetchedAt = performance.now();
      const { crawlDelayMilliseconds } = clock.robots;
      await upsertHostRobots(database, { origin: clock.origin, status, body, crawlDelayMilliseconds });
    },
    robotsKnown: ({ robots, robotsStatus, robotsFetchedAt, robotsKeptUntil }) => {
      const now = performance.now();
      const longest = isServerError(robotsStatus ?? 0) ? ROBOTS_ERROR_MILLISECONDS : ROBOTS_MILLISECONDS;
      return robots !== null && (now - robotsFetchedAt < longest || now < robotsKeptUntil);
    },
    save,
  };
}

/** Takes over the delays of an earlier process. Of a host that failed, the stored delay is its penalty. */
function restore(clock: HostClock, { delayMilliseconds, errorsInRow }: HostRow): void {
  clock.errorsInRow = errorsInRow;
  if (errorsInRow === 0) {
    clock.delay = delayMilliseconds;
    return;
  }
  for (let error = 0; error < errorsInRow; error++) remember(clock.recent, true);
  clock.penalty = delayMilliseconds;
  clock.failing = delayMilliseconds >= FIRST_PENALTY;
  clock.overloaded = clock.failing;
}

/** 501 and 505 say what the server never does, and nothing about its state. */
const LASTING_STATUSES = [501, 505];
const OVERLOAD_STATUSES = [429, 503];

/**
 * Tells what an answer says about its host. Retry-After is about the host if the server is overloaded or redirects (RFC 9110,
 * 10.2.3); otherwise it is about the URL.
 */
function requestEnd({ facts, reached, isRetry, isRefusal }: EndedRequest): RequestEnd {
  const { httpStatus: status, milliseconds: latency, retryAfterMilliseconds } = facts;
  const end = (result: RequestEnd["result"], retryAfter?: number) => ({
    latency,
    result,
    retryAfter,
    ...(isRetry === undefined ? {} : { isRetry }),
  });
  if (!reached) return end("failure");
  if (status === undefined) return end("error");
  if (OVERLOAD_STATUSES.includes(status)) return end("overload", retryAfterMilliseconds);
  if (status >= 500 && !LASTING_STATUSES.includes(status)) return end("failure");
  if (status >= 400 || isRefusal) return end("error");
  return end("ok", status >= 300 ? retryAfterMilliseconds : undefined);
}

async function forgetIdle(clocks: Map<string, Promise<HostClock>>, since: number): Promise<void> {
  for (const [origin, loading] of clocks) {
    // The callers of `of()` see the error.
    const clock = await loading.catch(() => null);
    if (clock === null || (clock.active === 0 && clock.lastUsed < since && clock.nextVisit < since)) clocks.delete(origin);
  }
}
