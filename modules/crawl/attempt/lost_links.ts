import type { Leased } from "../frontier/frontier.ts";
import { rereadPage } from "../frontier/recover.ts";
import type { AttemptDeps, AttemptState } from "./session.ts";

/**
 * Handles a page of which another number of links arrived than its worker sent: a site crawler can disturb the output of its
 * process. As after the death of a worker, the page is read again when nothing else is under way, and fails the second time.
 */
export async function handleLostLinks(
  deps: AttemptDeps,
  { row, frontier }: AttemptState,
  leased: Leased,
  counts: { sent: number; arrived: number },
): Promise<void> {
  const { url } = leased.task;
  const hasFailed = await rereadPage(frontier, leased, { reason: "finds_lost", detail: { code: "links_lost", ...counts } });
  if (hasFailed) await deps.say(row.id, "error", { code: "links_lost_again", ...counts, url });
  else await deps.say(row.id, "warning", { code: "links_lost_once", ...counts, url });
}
