import { type Child, startChild } from "../../shared/process/child.ts";
import { DiskError } from "../../shared/errors.ts";
import { hostArguments } from "../host_process.ts";
import { crawlerUrl } from "../crawler_file.ts";
import { PRIVATE_IPV4 } from "../egress/addresses.ts";
import type { Frontier } from "../frontier/frontier.ts";
import { isDrained, lease } from "../frontier/lease.ts";
import { findCookieJar, findSecrets } from "../repository.ts";
import { type WorkerCommand, WorkerReport } from "../messages.ts";
import { applyReport } from "./apply_report.ts";
import { type AttemptDeps, type AttemptState, endSession, failSession, type HostEnd, type Session } from "./session.ts";
import type { Remark } from "../texts.ts";

/** Writes under way, images that wait for a decoder included, above which no further URLs are leased. */
const MAX_WRITES = 96;
const TICK_MILLISECONDS = 500;
/**
 * Until it is ready, a worker may be silent this many times longer, because many jobs may load their programs at the same time.
 */
const STARTING_FACTOR = 3;

/** Starts a crawl host and feeds it until the frontier is drained, the attempt is over, or the host dies. */
export async function runHost(deps: AttemptDeps, state: AttemptState, secondsRun: () => number): Promise<HostEnd> {
  const session: Session = {
    writing: new Set(),
    links: new Map(),
    cookies: Promise.resolve(),
    working: null,
    ready: false,
    progressed: false,
    lastSign: performance.now(),
    lastTick: performance.now(),
    busy: false,
    end: null,
    wake: () => {},
  };
  const command = await startCommand(deps, state);
  const child = startHost(deps, state, session);
  await child.send(command);
  const watch = setInterval(() => supervise(deps, state, session, child, secondsRun), TICK_MILLISECONDS);
  const died = child.ended.then(({ code, signal, errors }) => {
    const lastLine = errors.split("\n").findLast((line) => line.trim() !== "")?.slice(0, 300);
    const exit: Remark = { code: "process_exit", exitCode: code, signal };
    const death = deathOf(session, lastLine === undefined ? exit : { code: "process_error", text: lastLine });
    endSession(session, death);
    return death;
  });
  await feed(deps, state, session, child, secondsRun);
  clearInterval(watch);
  child.kill();
  const death = await died;
  // A write that is still under way may fail, and change how the session ends.
  await Promise.all(session.writing);
  return session.end ?? death;
}

function startHost(deps: AttemptDeps, state: AttemptState, session: Session): Child<WorkerCommand> {
  return startChild<typeof WorkerReport, WorkerCommand>({
    args: hostArguments({
      tempDirectory: state.tempDirectory,
      crawlersDir: deps.crawlersDir,
      // Deno takes no IPv6 ranges here, and no exception from a range.
      denyNet: deps.egress.allowedPrivateHosts.length === 0 ? PRIVATE_IPV4 : [],
    }),
    report: WorkerReport,
    handle: async (report) => {
      if (session.end !== null) return;
      session.busy = true;
      await applyReport(deps, state, session, report).catch((error: unknown) => failSession(session, error));
      session.busy = false;
      session.lastSign = performance.now();
      if (report.type !== "heartbeat") session.wake();
    },
  });
}

/** Leases URLs and sends them to the worker whenever there is room for more, until the session ends. Never rejects. */
async function feed(
  deps: AttemptDeps,
  state: AttemptState,
  session: Session,
  child: Child<WorkerCommand>,
  secondsRun: () => number,
): Promise<void> {
  const { options } = state.row;
  const outOfTime = () => options.maxDurationSeconds !== undefined && secondsRun() >= options.maxDurationSeconds;
  while (session.end === null) {
    const shortage = deps.shortage();
    if (shortage !== null) {
      endSession(session, { type: "fault", error: new DiskError(shortage) });
      continue;
    }
    const woken = new Promise<void>((resolve) => session.wake = resolve);
    const waitMilliseconds = await handOut(state, session, child, outOfTime).catch((error: unknown) => {
      failSession(session, error);
      return 0;
    });
    if (waitMilliseconds > 0) await within(woken, waitMilliseconds);
    deps.changed(state.row.id);
  }
}

/**
 * Leases as many URLs as there is room for, or ends the session if none is left. Returns the milliseconds until the next call.
 */
async function handOut(
  { frontier, row: { options } }: AttemptState,
  session: Session,
  child: Child<WorkerCommand>,
  outOfTime: () => boolean,
): Promise<number> {
  const room = session.ready && session.writing.size < MAX_WRITES && !outOfTime()
    ? options.concurrency - frontier.leased.size
    : 0;
  const { tasks, waitMilliseconds } = room > 0 ? await lease(frontier, room) : { tasks: [], waitMilliseconds: TICK_MILLISECONDS };
  if (tasks.length > 0) {
    await child.send({ type: "tasks", tasks });
    return 0;
  }
  if (!session.ready || !isIdle(frontier, session) || !(outOfTime() || await isDrained(frontier))) return waitMilliseconds;
  endSession(session, { type: "drained", outOfTime: outOfTime() });
  return 0;
}

/** Ends the session and kills the host if the host is silent, the attempt was aborted or its time was up long ago. */
function supervise(
  deps: AttemptDeps,
  state: AttemptState,
  session: Session,
  child: Child<WorkerCommand>,
  secondsRun: () => number,
): void {
  const now = performance.now();
  // If this process itself was held up, it has not read yet what the worker sent meanwhile.
  if (now - session.lastTick > 4 * TICK_MILLISECONDS) session.lastSign = now;
  session.lastTick = now;
  const allowedSilence = deps.silenceMilliseconds * (session.ready ? 1 : STARTING_FACTOR);
  if (state.signal.aborted) endSession(session, { type: "aborted" });
  else if (secondsRun() > (state.row.options.maxDurationSeconds ?? Infinity) + deps.graceSeconds) {
    endSession(session, { type: "drained", outOfTime: true });
  } else if (!session.busy && now - session.lastSign > allowedSilence) {
    endSession(session, deathOf(session, { code: "process_silent", seconds: Math.round(allowedSilence / 1_000) }));
  }
  if (session.end !== null) child.kill();
  session.wake();
}

function deathOf({ working, progressed }: Session, reason: Remark): HostEnd {
  return { type: "died", reason, progressed, working: new Set(working === null ? [] : [working]) };
}

/** Whether no URL is leased and no report is being written. A report may still add URLs, for example the target of a redirect. */
function isIdle({ leased }: Frontier, { writing, busy }: Session): boolean {
  return leased.size === 0 && writing.size === 0 && !busy;
}

async function within(promise: Promise<void>, milliseconds: number): Promise<void> {
  const { promise: timeout, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  await Promise.race([promise, timeout]);
  clearTimeout(timer);
}

async function startCommand(deps: AttemptDeps, { row, tempDirectory }: AttemptState): Promise<WorkerCommand> {
  const secrets = await findSecrets(deps.database, row.id);
  return {
    type: "start",
    options: row.options,
    secrets,
    secretOrigins: [...new Set(row.seeds.map((seed) => new URL(seed).origin))],
    cookieJar: await findCookieJar(deps.database, row.id),
    egress: deps.egress,
    tempDirectory,
    crawlerUrl: crawlerUrl(row.options.crawler, deps.crawlersDir),
  };
}
