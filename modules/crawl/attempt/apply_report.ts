import { join } from "node:path";
import { sqlState } from "../../shared/database/handle.ts";
import { DiskError, messageOf } from "../../shared/errors.ts";
import { insertSources } from "../../images/repository.ts";
import { keepImage } from "../../images/keep.ts";
import { tagImages } from "../../tags/service.ts";
import { conclude, concludeFailed, concludeRedirect, settle } from "../frontier/conclude.ts";
import { addFound } from "../frontier/found.ts";
import { assertFence, budget, type Frontier } from "../frontier/frontier.ts";
import { concludeUrls } from "../frontier/frontier_repository.ts";
import { findSources } from "../frontier/link_repository.ts";
import { markKept } from "../job_repository.ts";
import type { FetchFacts, WorkerReport } from "../messages.ts";
import { inScope } from "../scope.ts";
import { type AttemptDeps, type AttemptState, endOf, endSession, type Session } from "./session.ts";

/** Writes down what the worker reports. While this is pending, nothing more is read from the worker. */
export async function applyReport(deps: AttemptDeps, state: AttemptState, session: Session, report: WorkerReport): Promise<void> {
  const { frontier, row } = state;
  switch (report.type) {
    case "heartbeat":
      return;
    case "ready":
      session.ready = true;
      return;
    case "unusable":
      return endSession(session, { type: "unusable", reason: report.reason });
    case "message":
      return await deps.say(row.id, report.level, report.text);
    case "working":
      session.working = report.id;
      return;
    case "found":
      return await storable(state, report.id, {}, async () => {
        await addFound(frontier, report.id, frontier.leased.get(report.id)?.task.depth ?? 0, report.links);
      });
    case "image":
      return await beginKeeping(deps, state, session, report);
    case "inline":
    case "retype":
      throw new Error(`Not applied yet: ${report.type}`);
    default:
      await storable(state, report.id, report.facts, () => concludeReport(state, report));
      if (session.working === report.id) session.working = null;
      session.progressed = true;
  }
}

type Concluding = Extract<WorkerReport, { type: "page" | "robots" | "rejected" | "failed" | "redirect" }>;

async function concludeReport({ frontier }: AttemptState, report: Concluding): Promise<void> {
  const { id, facts } = report;
  // A full disk is not the URL's fault: the job pauses, and the URL is leased again when it goes on.
  if (report.type === "failed" && report.reason === "disk") throw new DiskError(report.detail);
  if (report.type === "failed") return await concludeFailed(frontier, report);
  if (report.type === "redirect") return await concludeRedirect(frontier, report);
  const leased = settle(frontier, id, facts);
  if (leased === null) return;
  if (report.type === "robots") {
    await frontier.clocks.setRobots(leased.clock, { status: facts.httpStatus ?? 404, body: report.body });
    frontier.robotsAsked.delete(leased.origin);
  }
  if (report.type === "rejected") {
    return await conclude(frontier, { id, outcome: "rejected", reason: report.reason, detail: report.detail, facts });
  }
  if (report.type === "page") frontier.taken.pages += 1;
  await conclude(frontier, { id, outcome: "page", facts });
}

type ImageReport = Extract<WorkerReport, { type: "image" }>;

/** The image leaves the worker's hands at once; inspecting and keeping it goes on beside the reading of further reports. */
async function beginKeeping(deps: AttemptDeps, state: AttemptState, session: Session, report: ImageReport): Promise<void> {
  const leased = settle(state.frontier, report.id, report.facts);
  if (leased === null) return;
  session.progressed = true;
  const refusal = leased.task.kind === "page" ? refuseImage(state.frontier, leased.task.url) : null;
  const { id, facts } = report;
  const work = () => refusal ? refuse(state, report, refusal) : keep(deps, state, report);
  const keeping: Promise<void> = storable(state, id, facts, work)
    .catch((error: unknown) => endSession(session, endOf(error)))
    .finally(() => {
      session.keeping.delete(keeping);
      session.wake();
    });
  session.keeping.add(keeping);
  if (session.keeping.size >= 2 * state.row.options.concurrency) await Promise.race(session.keeping);
}

/** A page's address that answered with an image: only now can the limits for images be held against it. */
function refuseImage(frontier: Frontier, url: string): { reason: string; detail: string } | null {
  const { options, scopeSeeds } = frontier;
  if (!inScope(url, scopeSeeds, options.imageScope)) {
    return { reason: "scope", detail: `Not in the image scope "${options.imageScope}" of the job` };
  }
  return budget(frontier).image > 0
    ? null
    : { reason: "max_images", detail: `The job's limit of ${options.maxImages} images was reached` };
}

async function refuse(
  { frontier, tempDirectory }: AttemptState,
  { id, temp, facts }: ImageReport,
  refusal: { reason: string; detail: string },
): Promise<void> {
  await Deno.remove(join(tempDirectory, temp));
  await conclude(frontier, { id, outcome: "rejected", ...refusal, kind: "image", facts });
}

/** What the database cannot hold (class 22 and 23 of SQLSTATE) is the site's doing: that URL fails, the job goes on. */
async function storable({ frontier }: AttemptState, id: number, facts: FetchFacts, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!/^2[23]/.test(sqlState(error) ?? "")) throw error;
    settle(frontier, id, facts);
    const detail = `It cannot be stored: ${messageOf(error)}`.slice(0, 500);
    await conclude(frontier, { id, outcome: "failed", reason: "unstorable", detail });
  }
}

async function keep(deps: AttemptDeps, state: AttemptState, { id, temp, sha256, md5, bytes, facts }: ImageReport): Promise<void> {
  const { frontier, row: { id: jobId, options } } = state;
  const { minWidth, minHeight, tags } = options;
  const incoming = { tempPath: join(state.tempDirectory, temp), sha256, md5, bytes, jobId, minWidth, minHeight };
  let alt: string | null = null;
  frontier.taken.images += 1;
  const result = await keepImage({ ...deps, inspect: deps.inspect.inspect }, incoming, async (tx, imageId, isNew) => {
    await assertFence(tx, frontier.attempt);
    await concludeUrls(tx, [{ id, outcome: isNew ? "stored" : "duplicate", kind: "image", imageId, facts }]);
    const sources = await findSources(tx, id);
    alt = sources.find((source) => source.alt)?.alt ?? null;
    await insertSources(tx, imageId, sources);
    if (tags.length > 0) await tagImages(tx, [imageId], tags, "crawl");
    await markKept(tx, jobId);
  }).catch((error: unknown) => {
    frontier.taken.images -= 1;
    throw error;
  });
  if ("imageId" in result) return deps.kept(jobId, { id: result.imageId, thumbnailUrl: result.image.thumbnailUrl, alt });
  frontier.taken.images -= 1;
  const { outcome, reason, detail } = result;
  await conclude(frontier, { id, outcome, reason, detail: detail.slice(0, 500), kind: "image", facts });
}
