import { DiskError } from "../../shared/errors.ts";
import { classOf } from "../frontier/host_queues.ts";
import { settle } from "../frontier/frontier.ts";
import type { Conclusion } from "../frontier/frontier_repository.ts";
import type { WorkerReport } from "../messages.ts";
import { judgeHost, saysOf } from "./judge_host.ts";
import { handleLostLinks } from "./lost_links.ts";
import { saveCookieJar } from "../repository.ts";
import { storeFetched, storeInline } from "./store_report.ts";
import type { UrlKind } from "../schemas.ts";
import { takeRobots } from "./robots_report.ts";
import { type AttemptDeps, type AttemptState, endSession, failSession, type Session, type WrittenLinks } from "./session.ts";
import { storable } from "./storable.ts";
import { sentenceOf } from "../texts.ts";

/** Writes under way, above which no further report is read. The worker waits then, because its messages are not taken. */
const MAX_WRITES = 256;

/** Applies one report of the worker. Writes go on in the background, in the order of the reports. */
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
      addLinks(session, report.id, write(session, () => writeLinks(state, report)));
      break;
    case "inline":
      addLinks(session, report.pageId, write(session, () => storeInline(deps, state, report)));
      break;
    case "cookies":
      session.cookies = write(session, () => saveCookies(deps, state, report, session.cookies));
      break;
    default:
      void write(session, () => conclude(deps, state, session, report));
      if (session.working === report.id) session.working = null;
      session.progressed = true;
  }
  while (session.writing.size >= MAX_WRITES && session.end === null) await Promise.race(session.writing);
}

/**
 * Calls `work` at once, so that writes are in the order of the reports. If it fails, the session ends and the returned promise
 * rejects. A caller need not handle that rejection, because the end of the session is enough.
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

const NO_LINKS: WrittenLinks = { links: 0, ids: [], newImages: [] };
const LOOKS = { "sign_in": "looks_like_sign_in", "script_shell": "looks_like_shell", empty: "looks_empty" } as const;

/** Writes the links of a URL. They are ignored if the URL is not leased, which only a crawler that forges reports can cause. */
async function writeLinks(state: AttemptState, { id, links }: Of<"found">): Promise<WrittenLinks> {
  const { frontier, commit } = state;
  const task = frontier.leased.get(id)?.task;
  if (!task) return NO_LINKS;
  const found = { referrer: { id, depth: task.depth, kind: task.kind }, links };
  const written = await storable(state, id, () => commit({ type: "found", found }));
  return { links: links.length, ids: written?.urlIds ?? [], newImages: written?.newImages ?? [] };
}

/** Saves the cookies after those of the report before, because two updates of one row may be done in another order. */
async function saveCookies(
  { database }: AttemptDeps,
  { row, token }: AttemptState,
  { jar }: Of<"cookies">,
  before: Promise<void>,
): Promise<void> {
  await before;
  await saveCookieJar(database, { id: row.id, token, jar });
}

function addLinks({ links }: Session, pageId: number, written: Promise<WrittenLinks>): void {
  const known = links.get(pageId);
  if (known) known.push(written);
  else links.set(pageId, [written]);
}

/**
 * Waits until all links of a page are written, and returns them. Rejects if a write failed. The page is concluded only
 * afterwards, so that after a crash in between it is fetched again and no link is lost.
 */
async function awaitLinks({ links }: Session, pageId: number): Promise<WrittenLinks> {
  const parts = links.get(pageId) ?? [];
  links.delete(pageId);
  const written = await Promise.all(parts);
  return {
    links: written.reduce((sum, { links }) => sum + links, 0),
    ids: written.flatMap(({ ids }) => ids),
    newImages: written.flatMap(({ newImages }) => newImages),
  };
}

type Concluding = Of<"page" | "image" | "robots" | "rejected" | "failed" | "redirect" | "retype" | "probed">;

async function conclude(deps: AttemptDeps, state: AttemptState, session: Session, report: Concluding): Promise<void> {
  const { id, facts } = report;
  // If the disk is full, the job pauses without an outcome for the URL, which is leased again when the job goes on.
  if (report.type === "failed" && report.reason === "disk") throw new DiskError(sentenceOf(report.detail));
  const reached = report.type !== "failed" || facts.httpStatus !== undefined || !report.retry;
  const isProbe = state.frontier.leased.get(id)?.task.isProbe === true;
  if (report.type === "probed" && !isProbe) return;
  // An error whose body is the image that was asked for is no failure of the host.
  const shown = report.type === "image" ? { ...facts, httpStatus: 200 } : facts;
  const leased = settle(state.frontier, id, { facts: shown, reached, ...saysOf(report) });
  if (leased === null) return;
  if (isProbe || report.type === "probed") return await judgeHost(deps, state, leased, report);
  const { task: { kind }, origin } = leased;
  // It counts against the limit from now on. If it counted only after the write, one URL too many could be leased meanwhile.
  const isCounted = report.type === "page" || report.type === "failed";
  if (isCounted && kind !== "robots" && kind !== "image") state.frontier.taken[classOf(kind)] += 1;
  const written = await awaitLinks(session, id);
  if (report.type === "page" && report.links !== written.links) {
    return await handleLostLinks(deps, state, leased, { sent: report.links, arrived: written.links });
  }
  if (report.type === "page" && kind === "page") {
    state.frontier.admission.evidence.read(leased.task, { images: written.newImages, text: report.text });
  }
  // A URL that failed or redirects may be any image, so it does not count against the page that named it.
  if (kind === "image" && report.type !== "image") state.frontier.admission.evidence.imageEnded(id, report.type !== "rejected");
  // Before the write, so that nothing more is asked of a host that is left.
  await judgeHost(deps, state, leased, report);
  await storable(state, id, async () => {
    if (report.type === "image") return await storeFetched(deps, state, leased, report);
    if (report.type === "redirect") return void await state.commit({ type: "redirected", redirected: report });
    if (report.type === "retype") return void await state.commit({ type: "retyped", retyped: report });
    if (report.type === "robots") await takeRobots(state, leased, report);
    await state.commit({
      type: "ended",
      ended: { conclusion: conclusionOf(report, kind, written), leased, retry: isRetried(report) },
    });
    if (kind === "robots") state.frontier.robotsAsked.delete(origin);
  });
}

function isRetried(report: Concluding): boolean {
  return report.type === "failed" && report.retry;
}

/** Returns the remark about a page that is no content. */
function lookOf({ looks }: Of<"page">): Pick<Conclusion, "detail"> {
  return looks === undefined ? {} : { detail: { code: LOOKS[looks] } };
}

function conclusionOf(report: Of<"page" | "robots" | "rejected" | "failed">, kind: UrlKind, { ids }: WrittenLinks): Conclusion {
  const { id, facts } = report;
  if (kind === "sitemap" && (facts.httpStatus === 404 || facts.httpStatus === 410)) {
    return { id, outcome: "rejected", reason: "no_sitemap", detail: { code: "http_status", status: facts.httpStatus }, facts };
  }
  if (report.type === "page") return { id, outcome: "page", ...lookOf(report), facts, foundIds: [...new Set(ids)] };
  if (report.type === "robots") return { id, outcome: "page", facts };
  return { id, outcome: report.type, reason: report.reason, detail: report.detail, facts };
}
