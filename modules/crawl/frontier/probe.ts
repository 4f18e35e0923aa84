import type { CrawlTask } from "../messages.ts";
import type { HostClock } from "../politeness/host_clock.ts";
import { isDoubtful } from "../politeness/host_penalty.ts";
import type { Frontier } from "./frontier.ts";
import { type HostQueue, isWaiting } from "./host_queues.ts";
import { hasRefusedEnough, standingOf } from "./standing.ts";

/**
 * Leases a URL that the origin gave before, if it is doubtful that it still gives anything: after a run of refusals, or while it
 * fails. Returns null if other URLs may be leased. The row of the URL is done already and does not change.
 */
export function leaseProbe(frontier: Frontier, queue: HostQueue, clock: HostClock): CrawlTask[] | null {
  const { origin } = queue;
  const standing = standingOf(frontier.standings, origin);
  const isRefusing = hasRefusedEnough(standing);
  // While the answer decides whether the origin is left, nothing else is asked of it.
  if (standing.isProbing) return isRefusing ? [] : null;
  const isDue = isRefusing || (isDoubtful(clock) && !standing.wasProbed);
  if (!isDue || !isWaiting(queue)) return null;
  const given = standing.given ?? (isRefusing ? standing.start : null);
  if (given === null || frontier.leased.has(given.id)) {
    standing.wasProbed = true;
    return null;
  }
  standing.isProbing = true;
  return [{ ...given, attempt: 1, isProbe: true }];
}
