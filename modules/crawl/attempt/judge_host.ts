import type { Leased } from "../frontier/frontier.ts";
import { leaveRefusing } from "../frontier/leave.ts";
import { hasRefusedEnough, REFUSALS, standingOf } from "../frontier/standing.ts";
import type { WorkerReport } from "../messages.ts";
import { cutWords } from "../texts.ts";
import type { AttemptDeps, AttemptState } from "./session.ts";

const REFUSING_STATUSES = [401, 403, 429];

/** Leaves a host that has refused a run of URLs, if it also refuses one that it gave before. */
export async function judgeHost(
  { say }: AttemptDeps,
  { frontier, row }: AttemptState,
  leased: Leased,
  report: WorkerReport,
): Promise<void> {
  if (!isRefusal(report) || !hasRefusedEnough(standingOf(frontier.standings, leased.origin))) return;
  await leaveRefusing(frontier, leased);
  const { host } = new URL(leased.origin);
  const url = cutWords(leased.task.url);
  await say(row.id, "warning", { code: "host_left", host, urls: REFUSALS, url, answer: cutWords(answerOf(report)) });
}

/** Whether the server refuses this crawler. */
export function isRefusal(report: WorkerReport): boolean {
  if (report.type === "probed") return report.challenge !== null || REFUSING_STATUSES.includes(report.facts.httpStatus ?? 0);
  return report.type === "failed" && (report.reason === "challenge" || REFUSING_STATUSES.includes(report.facts.httpStatus ?? 0));
}

function answerOf(report: WorkerReport): string {
  if (report.type !== "probed") return "no answer";
  return report.challenge === null ? `status ${report.facts.httpStatus}` : `a challenge by ${report.challenge}`;
}
