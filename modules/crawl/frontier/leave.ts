import type { Queryable } from "../../shared/database/handle.ts";
import { cutWords, type Remark } from "../texts.ts";
import type { Effect } from "./found.ts";
import { fenced, type Frontier, HOST_REFUSES, type Leased } from "./frontier.ts";
import { failWaiting } from "./frontier_repository.ts";
import { classOf, takeAll } from "./host_queues.ts";
import { REFUSALS, standingOf } from "./standing.ts";

/** Fails all URLs of an origin that wait. Those that are with the worker conclude by themselves. */
export async function failOrigin(
  tx: Queryable,
  { attempt: { jobId }, queues, held }: Frontier,
  { origin, reason, detail }: { origin: string; reason: string; detail: Remark | undefined },
): Promise<Effect> {
  const queue = queues.get(origin);
  const claimed = queue ? [...Object.values(queue.ready).flat(), ...queue.retries].map(({ id }) => id) : [];
  await failWaiting(tx, { jobId, origin, claimed, reason, detail });
  return () => {
    if (queue) { for (const { kind } of takeAll(queue)) held[classOf(kind)] -= 1; }
    queues.delete(origin);
  };
}

/**
 * Leaves an origin that refused a run of URLs and then `task` as well: nothing of it is fetched any more in this job. Returns what
 * the remark says.
 */
export async function leaveRefusing(frontier: Frontier, { task, origin }: Leased): Promise<{ urls: number; url: string }> {
  const before = new Set(standingOf(frontier.standings, origin).refused);
  before.delete(task.id);
  const refused = { urls: task.isProbe ? REFUSALS : before.size, url: cutWords(task.url) };
  frontier.left.set(origin, { code: "host_refuses", ...refused });
  await leaveOrigin(frontier, origin);
  return refused;
}

/** Fails what waits of an origin that the job has left. */
export async function leaveOrigin(frontier: Frontier, origin: string): Promise<void> {
  const detail = frontier.left.get(origin);
  const effect = await fenced(frontier, (tx) => failOrigin(tx, frontier, { origin, reason: HOST_REFUSES, detail }));
  effect();
}
