import type { Leased } from "../frontier/frontier.ts";
import { blamePage } from "../frontier/recover.ts";
import type { AttemptDeps, AttemptState } from "./session.ts";

/**
 * Not all links that the worker sent of a page have arrived, or more than it sent: a crawler can disturb what its process says.
 * The page is read again when nothing else is under way, as after the death of a worker, and given up the second time.
 */
export async function doubtPage(
  deps: AttemptDeps,
  { row, frontier }: AttemptState,
  leased: Leased,
  { sent, taken }: { sent: number; taken: number },
): Promise<void> {
  const counts = { sent, arrived: taken };
  const { url } = leased.task;
  const isLost = await blamePage(frontier, leased, { reason: "finds_lost", detail: { code: "links_lost", ...counts } });
  if (isLost) await deps.say(row.id, "error", { code: "links_lost_again", ...counts, url });
  else await deps.say(row.id, "warning", { code: "links_lost_once", ...counts, url });
}
