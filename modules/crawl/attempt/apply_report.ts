import { DiskError, messageOf } from "../../shared/errors.ts";
import { classOf } from "../frontier/lanes.ts";
import { isUnstorable } from "../frontier/commit.ts";
import { settle } from "../frontier/frontier.ts";
import type { Conclusion } from "../frontier/frontier_repository.ts";
import type { WorkerReport } from "../messages.ts";
import { keepFetched, keepInline } from "./keep_report.ts";
import type { UrlKind } from "../schemas.ts";
import { takeRobots } from "./robots_report.ts";
import { type AttemptDeps, type AttemptState, endOf, endSession, type Session } from "./session.ts";

/** Writings that may wait; then nothing more is read from the worker, which comes to rest. */
const WRITING = 256;

/**
 * Takes in what the worker reports. What it brings leaves the worker's hands at once; writing it down goes on beside the
 * reading of further reports, in their order.
 */
export async function applyReport(deps: AttemptDeps, state: AttemptState, session: Session, report: WorkerReport): Promise<void> {
  switch (report.type) {
    case "heartbeat":
      return;
    case "ready":
      session.ready = true;
      return;
    case "unusable":
      return endSession(session, { type: "unusable", reason: report.reason });
    case "message":
      return await deps.say(state.row.id, report.level, report.text);
    case "working":
      session.working = report.id;
      return;
    case "found":
      precede(session, report.id, write(session, () => takeFound(state, report)));
      break;
    case "inline":
      precede(session, report.pageId, write(session, () => keepInline(deps, state, report)));
      break;
    default:
      write(session, () => conclude(deps, state, session, report));
      if (session.working === report.id) session.working = null;
      session.progressed = true;
  }
  while (session.writing.size >= WRITING && session.end === null) await Promise.race(session.writing);
}

/** Begins to write, in this turn, so that what is written keeps its order; a failure ends the session. */
function write(session: Session, work: () => Promise<void>): Promise<void> {
  const writing: Promise<void> = work()
    .catch((error: unknown) => endSession(session, endOf(error)))
    .finally(() => {
      session.writing.delete(writing);
      session.wake();
    });
  session.writing.add(writing);
  return writing;
}

type Of<Type extends WorkerReport["type"]> = Extract<WorkerReport, { type: Type }>;

async function takeFound(state: AttemptState, { id, links }: Of<"found">): Promise<void> {
  const { frontier, commit } = state;
  const task = frontier.leased.get(id)?.task;
  if (!task) return;
  const found = { referrer: { id, depth: task.depth, kind: task.kind }, links };
  await storable(state, id, async () => void await commit({ type: "found", found }));
}

/** A page is concluded after what it brought is written down, so that a crash in between fetches the page again. */
function precede({ before }: Session, pageId: number, writing: Promise<void>): void {
  before.set(pageId, Promise.all([before.get(pageId), writing]));
}

type Concluding = Of<"page" | "image" | "robots" | "rejected" | "failed" | "redirect" | "retype">;

async function conclude(deps: AttemptDeps, state: AttemptState, session: Session, report: Concluding): Promise<void> {
  const { id, facts } = report;
  // A full disk is not the URL's fault: the job pauses, and the URL is leased again when it goes on.
  if (report.type === "failed" && report.reason === "disk") throw new DiskError(report.detail);
  const reached = report.type !== "failed" || facts.httpStatus !== undefined || !report.retry;
  const leased = settle(state.frontier, id, { facts, reached });
  if (leased === null) return;
  const { task: { kind }, origin } = leased;
  // Counted while it is written down, or one more would be leased meanwhile.
  const isCounted = report.type === "page" || report.type === "failed";
  if (isCounted && kind !== "robots" && kind !== "image") state.frontier.taken[classOf(kind)] += 1;
  const before = session.before.get(id);
  session.before.delete(id);
  if (before) await before;
  await storable(state, id, async () => {
    if (report.type === "image") return await keepFetched(deps, state, leased, report);
    if (report.type === "redirect") return void await state.commit({ type: "redirected", redirected: report });
    if (report.type === "retype") return void await state.commit({ type: "retyped", retyped: report });
    if (report.type === "robots") await takeRobots(state, leased, report);
    await state.commit({ type: "ended", ended: { conclusion: conclusionOf(report, kind), leased, retry: isRetried(report) } });
    if (kind === "robots") state.frontier.robotsAsked.delete(origin);
  });
}

function isRetried(report: Concluding): boolean {
  return report.type === "failed" && report.retry;
}

function conclusionOf(report: Of<"page" | "robots" | "rejected" | "failed">, kind: UrlKind): Conclusion {
  const { id, facts } = report;
  if (kind === "sitemap" && (facts.httpStatus === 404 || facts.httpStatus === 410)) {
    return { id, outcome: "rejected", reason: "no_sitemap", detail: `The server answered ${facts.httpStatus}`, facts };
  }
  if (report.type === "page" || report.type === "robots") return { id, outcome: "page", facts };
  return { id, outcome: report.type, reason: report.reason, detail: report.detail, facts };
}

/** A URL that the database cannot take fails; everything else goes on. */
async function storable({ commit }: AttemptState, id: number, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isUnstorable(error)) throw error;
    const detail = `It cannot be stored: ${messageOf(error)}`.slice(0, 500);
    await commit({ type: "ended", ended: { conclusion: { id, outcome: "failed", reason: "unstorable", detail } } });
  }
}
