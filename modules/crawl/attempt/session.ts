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
  /** Why nothing more may be stored now, for want of disk space; null where it may. */
  shortage: () => string | null;
  egress: EgressPolicy;
  crawlersDir: string | undefined;
  /** How long a worker may be silent before it is killed. */
  silenceMilliseconds: number;
  /** After a job's time is up, what is under way may come to its end for so long. */
  graceSeconds: number;
  say(jobId: number, level: JobMessage["level"], remark: Remark): Promise<void>;
  /** Something about the job has changed. */
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

/** What is going on between the main process and one crawl host. */
export interface Session {
  /** Writes under way. None of them rejects: one that fails ends the session. */
  readonly writing: Set<Promise<void>>;
  /** By page: what it named, each part while it is being written down. The conclusion of the page waits for them. */
  readonly finds: Map<number, Promise<Taken>[]>;
  /** The URL whose content the worker was at when it last said so. */
  working: number | null;
  ready: boolean;
  progressed: boolean;
  lastSign: number;
  lastTick: number;
  /** A report is being written down. The worker's next sign of life is read after that. */
  busy: boolean;
  end: HostEnd | null;
  wake: () => void;
}

/** The links of a page that were taken in: how many, and the ledger rows of their URLs. */
export interface Taken {
  links: number;
  ids: readonly number[];
}

/** Ends the session, unless it has ended already. */
export function endSession(session: Session, end: HostEnd): void {
  session.end ??= end;
  session.wake();
}

/**
 * Ends the session because something could not be written or read, whatever has ended it before. After a worker's death the
 * next host would go on with a frontier that no longer agrees with the database: a URL whose conclusion failed would stay
 * leased, with nobody at it, until the job's end. The next attempt reads anew what the database says.
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
