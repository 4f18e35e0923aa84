import { AppError } from "../../shared/errors.ts";
import type { Log } from "../../shared/log.ts";
import type { KeepDeps } from "../../images/keep.ts";
import type { Commit } from "../frontier/commit.ts";
import { type Frontier, Superseded } from "../frontier/frontier.ts";
import type { JobRow } from "../job_repository.ts";
import type { EgressPolicy } from "../messages.ts";
import type { HostClocks } from "../politeness/host_clocks.ts";
import type { JobMessage, ShownImage } from "../schemas.ts";

export interface AttemptDeps extends KeepDeps {
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
  say(jobId: number, level: JobMessage["level"], text: string): Promise<void>;
  /** Something about the job has changed. */
  changed(jobId: number): void;
  kept(jobId: number, image: ShownImage): void;
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
  | { type: "unusable"; reason: string }
  | { type: "fault"; error: unknown }
  | { type: "died"; reason: string; working: ReadonlySet<number>; progressed: boolean };

/** What is going on between the main process and one crawl host. */
export interface Session {
  /** What is being written down. */
  readonly writing: Set<Promise<void>>;
  /** By page: what it brought, while that is being written down. */
  readonly before: Map<number, Promise<unknown>>;
  /** The URL whose content the worker was at when it last said so. */
  working: number | null;
  ready: boolean;
  progressed: boolean;
  lastSign: number;
  lastTick: number;
  /** A report is being written down: the worker's next sign waits behind it. */
  busy: boolean;
  end: HostEnd | null;
  wake: () => void;
}

export function endSession(session: Session, end: HostEnd): void {
  session.end ??= end;
  session.wake();
}

export function endOf(error: unknown): HostEnd {
  if (error instanceof Superseded) return { type: "aborted" };
  return error instanceof AppError && error.code === "invalid"
    ? { type: "unusable", reason: error.message }
    : { type: "fault", error };
}
