import { join } from "node:path";
import { isPassing } from "../../shared/database/faults.ts";
import { DiskError, messageOf } from "../../shared/errors.ts";
import { createCommit } from "../frontier/commit.ts";
import type { Refusal } from "../frontier/admission.ts";
import {
  assertFence,
  budget,
  byteLimitReached,
  documentLimit,
  type Frontier,
  openFrontier,
  Superseded,
} from "../frontier/frontier.ts";
import { CLASSES, type KindClass, KINDS } from "../frontier/host_queues.ts";
import { concludePending } from "../frontier/frontier_repository.ts";
import { abandonLeased, recoverLeased } from "../frontier/recover.ts";
import { resultOf } from "../jobs/result.ts";
import { addSecondsRun, moveJob, startAttempt } from "../repository.ts";
import { runHost } from "./host_session.ts";
import { type AttemptDeps, type AttemptState, endOf } from "./session.ts";
import type { Remark } from "../texts.ts";

/** The number of deaths of the crawl host in a row, without a URL done in between, after which the job fails. */
const MAX_DEATHS = 5;

/**
 * Runs one attempt of a job until the job ends, the signal aborts or another attempt takes over. Throws only if the queue should
 * deliver the job again, because the database or this node failed and not the crawl.
 */
export async function runAttempt(deps: AttemptDeps, jobId: number, signal: AbortSignal): Promise<void> {
  const token = crypto.randomUUID();
  const row = await startAttempt(deps.database, jobId, token);
  if (row === null) return;
  const tempDirectory = join(deps.storage.tempDirectory, token);
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1_000;
  let frontier: Frontier | null = null;
  try {
    frontier = await openFrontier(deps, { jobId, token }, row);
    const state = { row, token, frontier, commit: createCommit(deps, frontier), tempDirectory, signal };
    deps.changed(jobId);
    const ending = await runHosts(deps, state, () => row.secondsRun + seconds()).catch((error: unknown) =>
      endingOf(deps, jobId, error)
    );
    await finishJob(deps, state, ending);
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
    deps.log.info("An attempt ended early", { job: jobId, attempt: row.attempts });
  } finally {
    if (frontier !== null) abandonLeased(frontier);
    await tidy(deps, { jobId, tempDirectory, seconds: seconds() });
    deps.changed(jobId);
  }
}

/**
 * Removes the temp folder and adds the attempt's time. Errors are only logged, so that they do not hide how the attempt ended.
 */
async function tidy(
  { database, log }: AttemptDeps,
  { jobId, tempDirectory, seconds }: { jobId: number; tempDirectory: string; seconds: number },
): Promise<void> {
  try {
    await Deno.remove(tempDirectory, { recursive: true });
  } catch (error) {
    // The folder does not exist if the data directory could not be written. The next start removes what is left of it.
    if (!(error instanceof Deno.errors.NotFound)) log.warning("A temp folder could not be removed", { job: jobId, error });
  }
  try {
    await addSecondsRun(database, jobId, seconds);
  } catch (error) {
    log.warning("The duration of an attempt could not be stored", { job: jobId, seconds, error });
  }
}

type Ending =
  | { status: "completed"; outOfTime: boolean }
  | { status: "failed"; reason: Remark }
  /** The disk refuses writes. The job goes on by itself when the disk takes writes again. */
  | { status: "paused"; reason: Remark };

/** Runs crawl hosts, one after the other, until the frontier is drained. A host that dies is replaced, and the job goes on. */
async function runHosts(deps: AttemptDeps, state: AttemptState, secondsRun: () => number): Promise<Ending> {
  const { row, frontier } = state;
  const shortage = deps.shortage();
  if (shortage !== null) throw new DiskError(shortage);
  await makeTempDirectory(state.tempDirectory);
  let deaths = 0;
  while (true) {
    const end = await runHost(deps, state, secondsRun).catch(endOf);
    if (end.type === "aborted") throw new Superseded();
    if (end.type === "drained") return { status: "completed", outOfTime: end.outOfTime };
    if (end.type === "unusable") return { status: "failed", reason: end.reason };
    if (end.type === "fault") throw end.error;
    const lost = await recoverLeased(frontier, end.working);
    // A URL that is given up is done, so that several that are fatal cost only themselves.
    deaths = end.progressed || lost.length > 0 ? 1 : deaths + 1;
    await deps.say(row.id, "warning", { code: "process_replaced", cause: end.reason });
    for (const url of lost) await deps.say(row.id, "error", { code: "given_up", url });
    if (deaths >= MAX_DEATHS) {
      return { status: "failed", reason: { code: "process_dies", deaths, cause: end.reason } };
    }
  }
}

async function makeTempDirectory(path: string): Promise<void> {
  try {
    await Deno.mkdir(path);
  } catch (error) {
    throw new DiskError(`The data directory cannot be written: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * Returns how a job ends after an error: a full disk pauses it, and a defect of this program fails it. If the database does not
 * answer, the error is thrown again and the queue delivers the job again.
 */
function endingOf({ log }: AttemptDeps, jobId: number, error: unknown): Ending {
  if (error instanceof Superseded) throw error;
  if (error instanceof DiskError) return { status: "paused", reason: { code: "waits_for_disk", text: error.message } };
  log[isPassing(error) ? "warning" : "error"]("An attempt failed", { job: jobId, error });
  if (isPassing(error)) throw error;
  return { status: "failed", reason: { code: "internal_error", text: messageOf(error).slice(0, 300) } };
}

/** Ends or pauses the job. If it ends, all pending URLs get an outcome. Throws `Superseded` if the attempt lost the job. */
async function finishJob(deps: AttemptDeps, state: AttemptState, ending: Ending): Promise<void> {
  const { row, token, frontier } = state;
  const { id } = row;
  const ended = await deps.database.transaction(async (tx) => {
    await assertFence(tx, frontier.attempt);
    for (const rest of leftOver(frontier, ending)) await concludePending(tx, { jobId: id, ...rest });
    const { status: to, reason } = ending.status === "completed" ? await resultOf(tx, row) : ending;
    const moved = await moveJob(tx, { id, from: ["running"], to, reason, token, waitsForDisk: to === "paused" });
    if (moved === null) throw new Superseded();
    return { ...moved, reason };
  });
  const { unlisted } = frontier.addresses;
  if (unlisted > 0) await deps.say(id, "info", { code: "same_addresses_unlisted", count: unlisted });
  if (ended.reason && ended.status !== "completed") {
    await deps.say(id, ended.status === "paused" ? "warning" : "error", ended.reason);
  }
  deps.log.info("A job ended", { job: id, status: ended.status, reason: ended.statusReason ?? undefined });
}

/** Returns the outcomes of the URLs that are pending when the job ends. The first that fits the kind of a URL applies. */
function leftOver(frontier: Frontier, ending: Ending) {
  const { options } = frontier;
  if (ending.status === "paused") return [];
  if (ending.status === "failed") {
    return [{ outcome: "failed" as const, reason: "job_failed", detail: ending.reason }];
  }
  if (ending.outOfTime) {
    const detail: Remark = { code: "time_limit", seconds: options.maxDurationSeconds ?? 0 };
    return [{ outcome: "rejected" as const, reason: "max_duration", detail }];
  }
  const left = budget(frontier);
  const used = CLASSES.filter((kind) => left[kind] === 0);
  return [
    ...used.map((kind) => ({ kinds: KINDS[kind], outcome: "rejected" as const, ...limitOf(frontier, kind) })),
    { outcome: "rejected" as const, reason: "not_needed", detail: { code: "not_needed" } satisfies Remark },
  ];
}

function limitOf(frontier: Frontier, kind: KindClass): Refusal {
  const full = kind === "image" ? byteLimitReached(frontier) : null;
  if (full !== null) return full;
  const { options } = frontier;
  const limit = { page: options.maxPages, image: options.maxImages, document: documentLimit(options) }[kind];
  return { reason: `max_${kind}s`, detail: { code: "count_limit", limit, kind } };
}
