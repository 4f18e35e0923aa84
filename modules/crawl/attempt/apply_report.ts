import { DiskError } from "../../shared/errors.ts";
import { classOf } from "../frontier/host_queues.ts";
import { settle } from "../frontier/frontier.ts";
import type { Conclusion } from "../frontier/frontier_repository.ts";
import type { WorkerReport } from "../messages.ts";
import { doubtPage } from "./doubt_page.ts";
import { storeFetched, storeInline } from "./store_report.ts";
import type { UrlKind } from "../schemas.ts";
import { takeRobots } from "./robots_report.ts";
import { type AttemptDeps, type AttemptState, endSession, failSession, type Session, type Taken } from "./session.ts";
import { storable } from "./storable.ts";
import { sentenceOf } from "../texts.ts";

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
      return endSession(session, { type: "unusable", reason: { code: "crawler_unusable", text: report.reason } });
    case "message":
      return await deps.say(state.row.id, report.level, { code: "crawler_says", text: report.text });
    case "working":
      session.working = report.id;
      return;
    case "found":
      addFinds(session, report.id, write(session, () => takeFound(state, report)));
      break;
    case "inline":
      addFinds(session, report.pageId, write(session, () => storeInline(deps, state, report)));
      break;
    default:
      void write(session, () => conclude(deps, state, session, report));
      if (session.working === report.id) session.working = null;
      session.progressed = true;
  }
  while (session.writing.size >= WRITING && session.end === null) await Promise.race(session.writing);
}

/**
 * Begins to write, in this turn, so that what is written keeps its order. A failure ends the session, and rejects for those who
 * wait for what is written; where nobody waits, that the session has ended is enough.
 */
function write<Result>(session: Session, work: () => Promise<Result>): Promise<Result> {
  const working = work();
  const writing: Promise<void> = working.then(() => {}, (error: unknown) => failSession(session, error)).finally(() => {
    session.writing.delete(writing);
    session.wake();
  });
  session.writing.add(writing);
  return working;
}

type Of<Type extends WorkerReport["type"]> = Extract<WorkerReport, { type: Type }>;

const NOTHING: Taken = { links: 0, ids: [] };

/** Links of a URL that is not with the worker are left out: only a crawler that forges what its process says sends them. */
async function takeFound(state: AttemptState, { id, links }: Of<"found">): Promise<Taken> {
  const { frontier, commit } = state;
  const task = frontier.leased.get(id)?.task;
  if (!task) return NOTHING;
  const found = { referrer: { id, depth: task.depth, kind: task.kind }, links };
  const written = await storable(state, id, () => commit({ type: "found", found }));
  return { links: links.length, ids: written?.urlIds ?? [] };
}

function addFinds({ finds }: Session, pageId: number, taking: Promise<Taken>): void {
  const known = finds.get(pageId);
  if (known) known.push(taking);
  else finds.set(pageId, [taking]);
}

/** Waits until all that a page named is written down: a crash in between fetches the page again. Rejects where a part was not. */
async function takeFinds({ finds }: Session, pageId: number): Promise<Taken> {
  const parts = finds.get(pageId) ?? [];
  finds.delete(pageId);
  const taken = await Promise.all(parts);
  return { links: taken.reduce((sum, { links }) => sum + links, 0), ids: taken.flatMap(({ ids }) => ids) };
}

type Concluding = Of<"page" | "image" | "robots" | "rejected" | "failed" | "redirect" | "retype">;

async function conclude(deps: AttemptDeps, state: AttemptState, session: Session, report: Concluding): Promise<void> {
  const { id, facts } = report;
  // A full disk is not the URL's fault: the job pauses, and the URL is leased again when it goes on.
  if (report.type === "failed" && report.reason === "disk") throw new DiskError(sentenceOf(report.detail));
  const reached = report.type !== "failed" || facts.httpStatus !== undefined || !report.retry;
  const leased = settle(state.frontier, id, { facts, reached });
  if (leased === null) return;
  const { task: { kind }, origin } = leased;
  // Counted while it is written down, or one more would be leased meanwhile.
  const isCounted = report.type === "page" || report.type === "failed";
  if (isCounted && kind !== "robots" && kind !== "image") state.frontier.taken[classOf(kind)] += 1;
  const taken = await takeFinds(session, id);
  if (report.type === "page" && report.links !== taken.links) {
    return await doubtPage(deps, state, leased, { sent: report.links, taken: taken.links });
  }
  await storable(state, id, async () => {
    if (report.type === "image") return await storeFetched(deps, state, leased, report);
    if (report.type === "redirect") return void await state.commit({ type: "redirected", redirected: report });
    if (report.type === "retype") return void await state.commit({ type: "retyped", retyped: report });
    if (report.type === "robots") await takeRobots(state, leased, report);
    await state.commit({
      type: "ended",
      ended: { conclusion: conclusionOf(report, kind, taken), leased, retry: isRetried(report) },
    });
    if (kind === "robots") state.frontier.robotsAsked.delete(origin);
  });
}

function isRetried(report: Concluding): boolean {
  return report.type === "failed" && report.retry;
}

function conclusionOf(report: Of<"page" | "robots" | "rejected" | "failed">, kind: UrlKind, { ids }: Taken): Conclusion {
  const { id, facts } = report;
  if (kind === "sitemap" && (facts.httpStatus === 404 || facts.httpStatus === 410)) {
    return { id, outcome: "rejected", reason: "no_sitemap", detail: { code: "http_status", status: facts.httpStatus }, facts };
  }
  if (report.type === "page") return { id, outcome: "page", facts, foundIds: [...new Set(ids)] };
  if (report.type === "robots") return { id, outcome: "page", facts };
  return { id, outcome: report.type, reason: report.reason, detail: report.detail, facts };
}
