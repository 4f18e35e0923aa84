import { fenced, type Frontier, type Leased } from "./frontier.ts";
import { blameUrls, concludeUrls, giveBackUrls } from "./frontier_repository.ts";
import { addPending, classOf } from "./host_queues.ts";
import type { Remark } from "../texts.ts";

/**
 * After a worker's death: what it was working on is blamed, and given up when it was blamed before; the rest is put back.
 * Returns the addresses given up.
 */
export async function recoverLeased(frontier: Frontier, working: ReadonlySet<number>): Promise<string[]> {
  const leased = [...frontier.leased.values()];
  const blamed = leased.filter(({ task }) => working.has(task.id)).map(({ task }) => task.id);
  const others = leased.filter(({ task }) => !working.has(task.id)).map(({ task }) => task.id);
  const lost = await fenced(frontier, async (tx) => {
    const again = blamed.length > 0 ? await blameUrls(tx, blamed) : [];
    if (others.length > 0) await giveBackUrls(tx, others);
    const detail: Remark = { code: "worker_died" };
    if (again.length > 0) await concludeUrls(tx, again.map((id) => ({ id, outcome: "failed", reason: "worker_died", detail })));
    return new Set(again);
  });
  for (const { task, origin } of leased) {
    if (task.kind === "robots") frontier.robotsAsked.delete(origin);
    else if (!lost.has(task.id)) addPending(frontier.queues, { origin, kind: task.kind });
  }
  abandonLeased(frontier);
  return leased.filter(({ task }) => lost.has(task.id)).map(({ task }) => task.url);
}

/** Forgets the URLs that were under way: their hosts, which other jobs share, are free again. */
export function abandonLeased({ leased, held }: Frontier): void {
  for (const { clock, task } of leased.values()) {
    clock.active = Math.max(0, clock.active - 1);
    if (task.kind !== "robots") held[classOf(task.kind)] -= 1;
  }
  leased.clear();
}

/**
 * Some links of a page did not arrive as they were sent. The page, which is no longer with the worker, is blamed as for a worker's
 * death: it is read again, and given up where it was blamed before. Returns whether it is given up.
 */
export async function blamePage(
  frontier: Frontier,
  { task }: Leased,
  { reason, detail }: { reason: string; detail: Remark },
): Promise<boolean> {
  const isLost = await fenced(frontier, async (tx) => {
    const again = await blameUrls(tx, [task.id]);
    await concludeUrls(tx, again.map((id) => ({ id, outcome: "failed", reason, detail })));
    return again.length > 0;
  });
  if (!isLost) frontier.taken[classOf(task.kind)] -= 1;
  return isLost;
}
