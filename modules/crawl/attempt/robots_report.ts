import type { Leased } from "../frontier/frontier.ts";
import type { FoundLink, WorkerReport } from "../messages.ts";
import type { AttemptState } from "./session.ts";

/** Sets the rules of an origin, which apply to all jobs, and adds the sitemaps that robots.txt names to this job. */
export async function takeRobots(
  { frontier, commit, row }: AttemptState,
  { clock, task }: Leased,
  { id, facts, body }: Extract<WorkerReport, { type: "robots" }>,
): Promise<void> {
  await frontier.clocks.setRobots(clock, { status: facts.httpStatus ?? 404, body });
  const { sitemaps, scope, maxDepth } = row.options;
  const links = (clock.robots?.sitemaps ?? []).map((url): FoundLink => ({
    url,
    kind: "sitemap",
    reference: "robots",
    context: {},
  }));
  if (!sitemaps || scope === "page" || maxDepth === 0 || links.length === 0) return;
  await commit({ type: "found", found: { referrer: { id, depth: 0, kind: task.kind }, links } });
}
