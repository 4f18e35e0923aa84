import type { CrawlTask } from "../messages.ts";
import type { EndedRequest } from "../politeness/host_clocks.ts";

/** After so many refused URLs in a row, of which none was refused twice, a host is asked whether it still gives anything. */
export const REFUSALS = 30;
/**
 * Where in the queue the next URLs are taken from if a host that has refused so many never gave anything: 0 is its beginning, which
 * was refused, and 1 its end. If all these are refused as well, the host is left.
 */
export const TRIAL_PLACES = [1, 1 / 2, 3 / 4, 1 / 4, 7 / 8] as const;

/** What an attempt knows of an origin beside its clock: what it refused, and whether it was asked for something that it gave. */
export interface Standing {
  /** The URLs that were refused (401, 403, 429, a challenge) since the last answer that was no refusal. */
  readonly refused: Set<number>;
  /** The last page that the origin gave to the job, or, if it gave none, the last of anything else. */
  given: CrawlTask | null;
  /** A start address that the origin answered in whatever way. */
  start: CrawlTask | null;
  /** The URL that is being asked for as a trial, because the origin never gave anything. */
  trial: number | null;
  /** How many trials in a row were refused. */
  trialsRefused: number;
  /** Whether a URL that the origin gave before is being asked for again. */
  isProbing: boolean;
  /** Whether the last request was such a probe. The next one is another. */
  wasProbed: boolean;
  /** Whether the last probe failed, and nothing has succeeded since. */
  probeFailed: boolean;
}

export type Standings = Map<string, Standing>;

export function standingOf(standings: Standings, origin: string): Standing {
  const known = standings.get(origin);
  if (known) return known;
  const standing: Standing = {
    refused: new Set(),
    given: null,
    start: null,
    trial: null,
    trialsRefused: 0,
    isProbing: false,
    wasProbed: false,
    probeFailed: false,
  };
  standings.set(origin, standing);
  return standing;
}

export function hasRefusedEnough({ refused }: Standing): boolean {
  return refused.size >= REFUSALS;
}

/**
 * Whether the host's next URL is a trial: it has refused a run of URLs, and there is none that it gave before and no start address
 * that it could be asked for again.
 */
export function isOnTrial(standing: Standing): boolean {
  return hasRefusedEnough(standing) && standing.given === null && standing.start === null;
}

/** Whether the host refused a run of URLs and then every trial. */
export function hasRefusedTrials(standing: Standing): boolean {
  return isOnTrial(standing) && standing.trialsRefused >= TRIAL_PLACES.length;
}

/** Records what an answer says about its origin. */
export function noteEnd(standing: Standing, task: CrawlTask, ended: EndedRequest): void {
  const { id, kind, depth, isProbe = false } = task;
  const { facts: { httpStatus: status }, reached, isRefusal = false, isGiven = false } = ended;
  const isTrial = standing.trial === id;
  if (isTrial) standing.trial = null;
  if (isProbe) standing.isProbing = false;
  if (kind === "robots") return;
  if (isGiven) noteGiven(standing, task);
  if (kind === "page" && depth === 0 && status !== undefined) standing.start = task;
  standing.wasProbed = isProbe;
  const isFailure = !reached || (status ?? 0) >= 500;
  if (isProbe) standing.probeFailed = isFailure;
  else if (!isFailure) standing.probeFailed = false;
  // A URL without an answer was not refused. That a probe has none begins the count anew, so that other URLs are tried first.
  if (isRefusal) {
    if (!isProbe) standing.refused.add(id);
    if (isTrial) standing.trialsRefused += 1;
  } else if (isProbe || status !== undefined) {
    standing.refused.clear();
    standing.trialsRefused = 0;
  }
}

/** Records a URL that the origin gave. A page says more about its origin than anything else. */
export function noteGiven(standing: Standing, task: CrawlTask): void {
  if (task.kind === "page" || standing.given?.kind !== "page") standing.given = task;
}
