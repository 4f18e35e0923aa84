import type { CrawlTask } from "../messages.ts";
import { budget, type Frontier } from "./frontier.ts";
import { claimUrls, type Wanted } from "./frontier_repository.ts";
import { CLASSES, type HostQueue, type KindClass, KINDS, readyCount } from "./host_queues.ts";

/** How many URLs of one class and origin are claimed in one statement, because a statement for each URL would be too slow. */
const CLAIM_SIZE = 32;

/** Claims URLs that were never asked for, with `last` the last one too, or, if there are none, those that failed and are due. */
export async function claim(frontier: Frontier, queue: HostQueue, last: boolean): Promise<void> {
  for (const kind of CLASSES) {
    if (queue.more[kind] && (last || queue.ready[kind].length === 0)) {
      const limit = Math.min(last ? 1 : CLAIM_SIZE, budget(frontier)[kind]);
      queue.ready[kind].push(...await claimClass(frontier, queue, { kind, limit, last, tries: "fresh", from: queue.more }));
    }
  }
  if (readyCount(queue) > 0) return;
  for (const kind of CLASSES) {
    const limit = Math.min(CLAIM_SIZE, budget(frontier)[kind]);
    if (!queue.moreRetries[kind]) continue;
    queue.retries.push(...await claimClass(frontier, queue, { kind, limit, tries: "retries", from: queue.moreRetries }));
  }
}

interface Claimed extends Pick<Wanted, "limit" | "tries" | "last"> {
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
