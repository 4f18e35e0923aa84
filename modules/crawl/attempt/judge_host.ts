import type { Leased } from "../frontier/frontier.ts";
import { leaveRefusing } from "../frontier/leave.ts";
import { hasRefusedEnough, hasRefusedTrials, standingOf } from "../frontier/standing.ts";
import type { WorkerReport } from "../messages.ts";
import { cutWords } from "../texts.ts";
import type { AttemptDeps, AttemptState } from "./session.ts";

const REFUSING_STATUSES = [401, 403, 429];

/**
 * Leaves a host that has refused a run of URLs, if it also refuses one that it gave before, or, if it never gave anything, some from
 * all over its queue.
 */
export async function judgeHost(
  { say }: AttemptDeps,
  { frontier, row }: AttemptState,
  leased: Leased,
  report: WorkerReport,
): Promise<void> {
  const { task: { isProbe = false }, origin } = leased;
  const standing = standingOf(frontier.standings, origin);
  const isDecided = isProbe ? hasRefusedEnough(standing) : hasRefusedTrials(standing);
  if (!isRefusal(report) || !isDecided || frontier.left.has(origin)) return;
  const refused = await leaveRefusing(frontier, leased);
  const { host } = new URL(origin);
  await say(row.id, "warning", { code: "host_left", host, ...refused, answer: cutWords(answerOf(report)) });
}

/** Reads from a report whether the origin refuses this crawler, and whether it gave what was asked for. */
export function saysOf(report: WorkerReport): { isRefusal: boolean; isGiven: boolean } {
  return { isRefusal: isRefusal(report), isGiven: report.type === "page" || report.type === "image" };
}

function isRefusal(report: WorkerReport): boolean {
  if (report.type === "probed") return report.challenge !== null || REFUSING_STATUSES.includes(report.facts.httpStatus ?? 0);
  return report.type === "failed" && (report.reason === "challenge" || REFUSING_STATUSES.includes(report.facts.httpStatus ?? 0));
}

function answerOf(report: WorkerReport): string {
  if (report.type === "failed" && report.reason === "challenge") return "a challenge";
  if (report.type !== "probed" && report.type !== "failed") return "no answer";
  if (report.type === "probed" && report.challenge !== null) return `a challenge by ${report.challenge}`;
  return `status ${report.facts.httpStatus}`;
}
