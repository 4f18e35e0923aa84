import type { CrawlTask } from "../messages.ts";
import { budget, type Frontier } from "./frontier.ts";
import { claimUrls, type Wanted } from "./frontier_repository.ts";
import { CLASSES, type HostQueue, type KindClass, KINDS, readyCount } from "./host_queues.ts";

/** How many URLs of one class and origin are claimed in one statement, because a statement for each URL would be too slow. */
const CLAIM_SIZE = 32;

/**
 * Claims URLs that were never asked for, or, if there are none, those that failed and are due. With a place from 0 (the beginning of
 * the queue) to 1, it claims one URL of each class from there. Returns whether it claimed any that was never asked for.
 */
export async function claim(frontier: Frontier, queue: HostQueue, place: number): Promise<boolean> {
  const before = readyCount(queue);
  for (const kind of CLASSES) {
    if (queue.more[kind] && (place > 0 || queue.ready[kind].length === 0)) {
      const limit = Math.min(place > 0 ? 1 : CLAIM_SIZE, budget(frontier)[kind]);
      queue.ready[kind].push(...await claimClass(frontier, queue, { kind, limit, place, tries: "fresh", from: queue.more }));
    }
  }
  if (readyCount(queue) > 0) return readyCount(queue) > before;
  for (const kind of CLASSES) {
    const limit = Math.min(CLAIM_SIZE, budget(frontier)[kind]);
    if (!queue.moreRetries[kind]) continue;
    queue.retries.push(...await claimClass(frontier, queue, { kind, limit, tries: "retries", from: queue.moreRetries }));
  }
  return false;
}

interface Claimed extends Pick<Wanted, "limit" | "tries" | "place"> {
  kind: KindClass;
  /** Whether there may be more of each class. */
  from: Record<KindClass, boolean>;
}

async function claimClass(
  frontier: Frontier,
  { origin }: HostQueue,
  { kind, limit, from, ...wanted }: Claimed,
): Promise<CrawlTask[]> {
  if (limit === 0) return [];
  // Before the query, because URLs that are found during the query set it to true again.
  from[kind] = false;
  const claimed = await claimUrls(frontier.database, frontier.attempt, { origin, kinds: KINDS[kind], limit, ...wanted });
  if (claimed.length === limit) from[kind] = true;
  frontier.held[kind] += claimed.length;
  return claimed;
}
