import { AppError } from "../../shared/errors.ts";
import type { Log } from "../../shared/log.ts";
import type { StoreDeps } from "../../images/storing/store.ts";
import type { Commit } from "../frontier/commit.ts";
import { type Frontier, Superseded } from "../frontier/frontier.ts";
import type { JobRow } from "../repository.ts";
import type { EgressPolicy } from "../messages.ts";
import type { HostClocks } from "../politeness/host_clocks.ts";
import type { JobMessage, ShownImage } from "../schemas.ts";
import type { Remark } from "../texts.ts";

export interface AttemptDeps extends StoreDeps {
  clocks: HostClocks;
  log: Log;
  /** Returns why nothing more may be stored if disk space is short, otherwise null. */
  shortage: () => string | null;
  egress: EgressPolicy;
  crawlersDir: string | undefined;
  /** The longest silence of a worker. After that it is killed. */
  silenceMilliseconds: number;
  /** How long requests that are under way may still run after the job's time is up. */
  graceSeconds: number;
  say(jobId: number, level: JobMessage["level"], remark: Remark): Promise<void>;
  /** To be called when a job has changed. */
  changed(jobId: number): void;
  stored(jobId: number, image: ShownImage): void;
}

export interface AttemptState {
  readonly row: JobRow;
  readonly token: string;
  readonly frontier: Frontier;
  readonly commit: Commit;
  readonly tempDirectory: string;
  readonly signal: AbortSignal;
}

export type HostEnd =
  | { type: "drained"; outOfTime: boolean }
  | { type: "aborted" }
  | { type: "unusable"; reason: Remark }
  | { type: "fault"; error: unknown }
  | { type: "died"; reason: Remark; working: ReadonlySet<number>; progressed: boolean };

/** The state that the main process has of one crawl host: unfinished writes, signs of life, and how the session ended. */
export interface Session {
  /** Writes under way. They never reject, because a write that fails ends the session. */
  readonly writing: Set<Promise<void>>;
  /** Writes of links, by the id of their page. The conclusion of the page waits for them. */
  readonly links: Map<number, Promise<WrittenLinks>[]>;
  /** The last write of the cookies, which the next one waits for. */
  cookies: Promise<void>;
  /** The id of the URL that the worker last reported as `working`, until that URL is done. */
  working: number | null;
  ready: boolean;
  progressed: boolean;
  lastSign: number;
  lastTick: number;
  /** Whether a report is being applied. Heartbeats are read only after that, so the worker does not count as silent meanwhile. */
  busy: boolean;
  end: HostEnd | null;
  wake: () => void;
}

/** Links of a page that were written: their number, and the ids of their URLs in the ledger. */
export interface WrittenLinks {
  links: number;
  ids: readonly number[];
  /** The ids of images that are new to the job. */
  newImages: readonly number[];
}

/** Ends the session, unless it has already ended. */
export function endSession(session: Session, end: HostEnd): void {
  session.end ??= end;
  session.wake();
}

/**
 * Ends the session because a write or a read failed, even if it has already ended in another way. The frontier in memory may
 * differ from the database now, so no further host may use it; the next attempt reads the frontier again.
 */
export function failSession(session: Session, error: unknown): void {
  if (session.end?.type !== "fault") session.end = error instanceof Superseded ? { type: "aborted" } : { type: "fault", error };
  session.wake();
}

export function endOf(error: unknown): HostEnd {
  if (error instanceof Superseded) return { type: "aborted" };
  return error instanceof AppError && error.code === "invalid"
    ? { type: "unusable", reason: { code: "crawler_unusable", text: error.message } }
    : { type: "fault", error };
}
