import { fenced, type Frontier, isHeld, type Leased } from "./frontier.ts";
import { concludeUrls, countCrashes, giveBackUrls } from "./frontier_repository.ts";
import { addPending, addRetry, classOf } from "./host_queues.ts";
import { standingOf } from "./standing.ts";
import type { Remark } from "../texts.ts";

/**
 * Makes leased URLs pending again after a worker's death. Those that it was working on count as its cause, and fail if they were
 * the cause of an earlier death. So do those that were under way at an earlier death too: a worker may die before it can name the
 * cause, and may have named another URL. Returns the URLs that failed.
 */
export async function recoverLeased(frontier: Frontier, working: ReadonlySet<number>): Promise<string[]> {
  const { unnamed } = frontier;
  const leased = [...frontier.leased.values()];
  const tasks = leased.map(({ task }) => task);
  const suspects = tasks.filter((task) => working.has(task.id) || (isHeld(task) && unnamed.has(task.id))).map(({ id }) => id);
  const others = tasks.map(({ id }) => id).filter((id) => !suspects.includes(id));
  const lost = await fenced(frontier, async (tx) => {
    const again = suspects.length > 0 ? await countCrashes(tx, suspects) : [];
    if (others.length > 0) await giveBackUrls(tx, others);
    const detail: Remark = { code: "worker_died" };
    if (again.length > 0) await concludeUrls(tx, again.map((id) => ({ id, outcome: "failed", reason: "worker_died", detail })));
    return new Set(again);
  });
  for (const id of others) unnamed.add(id);
  for (const { task, origin } of leased) {
    const standing = standingOf(frontier.standings, origin);
    if (standing.trial === task.id) standing.trial = null;
    if (task.kind === "robots") frontier.robotsAsked.delete(origin);
    else if (task.isProbe) standing.isProbing = false;
    else if (lost.has(task.id)) continue;
    else if ((task.attempt ?? 1) > 1) addRetry(frontier.queues, { origin, kind: task.kind }, 0);
    else addPending(frontier.queues, { origin, kind: task.kind });
  }
  abandonLeased(frontier);
  return leased.filter(({ task }) => lost.has(task.id)).map(({ task }) => task.url);
}

/** Forgets the URLs that were under way, so that their hosts, which other jobs share, do not count them any more. */
export function abandonLeased({ leased, held }: Frontier): void {
  for (const { clock, task } of leased.values()) {
    clock.active = Math.max(0, clock.active - 1);
    if (isHeld(task)) held[classOf(task.kind)] -= 1;
  }
  leased.clear();
}

/**
 * Makes a page pending again whose links did not all arrive, as if a worker had died of it. It fails if that is the second time.
 * Returns whether it failed.
 */
export async function rereadPage(
  frontier: Frontier,
  { task }: Leased,
  { reason, detail }: { reason: string; detail: Remark },
): Promise<boolean> {
  const hasFailed = await fenced(frontier, async (tx) => {
    const again = await countCrashes(tx, [task.id]);
    await concludeUrls(tx, again.map((id) => ({ id, outcome: "failed", reason, detail })));
    return again.length > 0;
  });
  if (!hasFailed) frontier.taken[classOf(task.kind)] -= 1;
  return hasFailed;
}
