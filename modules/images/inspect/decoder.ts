import { type Child, startChild } from "../../shared/process/child.ts";
import { inspectArguments } from "./process.ts";
import { AT_ONCE, type Inspection, InspectReport, type InspectRequest } from "./messages.ts";
import { watchProgress } from "./progress.ts";

/** The outcome of asking a child: an answer, or why there is none. Without an answer the child has ended. */
export type Answer =
  | { kind: "answered"; inspection: Inspection }
  /** The child was stopped because of this image, which was alone and used too much CPU time or made no progress. */
  | { kind: "over"; detail: string }
  /** The child ended or was stopped while it worked on this image. The cause may be another image. */
  | { kind: "lost"; detail: string }
  /** The child ended before it began with this image. `started` says whether it had started up at all. */
  | { kind: "not_begun"; detail: string; started: boolean };

export interface Decoder {
  readonly pid: number;
  /** Asks about one image. The child works on `AT_ONCE` images at a time; the others wait. */
  ask(files: InspectFiles): Promise<Answer>;
  readonly ended: Child<InspectRequest>["ended"];
  /** Ends the child once it has answered all requests. */
  retire(): void;
  kill(): void;
}

/** Absolute paths under the data directory: the image's file, and the file for its thumbnail if it needs one. */
export interface InspectFiles {
  path: string;
  thumbnailPath: string;
}

export interface DecoderOptions {
  dataDir: string;
  /** The most CPU time of one image. With wall time, images would fail on a busy machine. */
  deadlineMilliseconds?: number | undefined;
  /** How long, in wall time, a child may make no progress while it has work or starts. */
  stuckMilliseconds?: number | undefined;
}

/** An image that was asked about and has no answer yet. */
interface Open {
  answer: (answer: Answer) => void;
  /** The share of this image in the CPU time of the process, in milliseconds. */
  cpu: number;
  /** Whether the process worked on other images at the same time, so that the share is an estimate. */
  shared: boolean;
}

/** Starts one inspect child. It may be asked immediately. */
export function startDecoder(
  { dataDir, deadlineMilliseconds = 10_000, stuckMilliseconds = 300_000 }: DecoderOptions,
): Decoder {
  const open = new Map<number, Open>();
  let asked = 0;
  let charged = 0;
  let started = false;
  let retired = false;
  let stopped = false;
  /** Why the child has ended. */
  let failure: string | null = null;

  const child = startChild<typeof InspectReport, InspectRequest>({
    args: inspectArguments({ dataDir }),
    report: InspectReport,
    handle: (report) => {
      charge(report.cpu);
      if ("ready" in report || "id" in report) progress.step();
      else progress.report(report.cpu);
      if ("ready" in report) started = true;
      else if ("id" in report) settle(report.id, { kind: "answered", inspection: report.inspection });
      if (underWay().some(isOver)) stop(`was stopped after ${deadlineMilliseconds / 1_000} s of CPU time`);
    },
  });
  const progress = watchProgress({
    stuckMilliseconds,
    hasWork: () => open.size > 0,
    stuck: () => stop(`was stopped after ${stuckMilliseconds / 1_000} s without progress`),
  });
  void child.ended.then(({ code, signal, errors }) => {
    progress.stop();
    settleAll(`The decoder ended (${signal ?? `code ${code}`})${errors ? `: ${errors.slice(-300)}` : ""}`);
  });

  async function ask(files: InspectFiles): Promise<Answer> {
    if (failure !== null) return { kind: "not_begun", detail: failure, started };
    const id = ++asked;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    open.set(id, { answer: resolve, cpu: 0, shared: false });
    void child.send({ id, ...files });
    return await promise;
  }

  /** Returns the images that the child works on. It takes them in the order of the requests. */
  function underWay(): Open[] {
    return started ? [...open.values()].slice(0, AT_ONCE) : [];
  }

  /** Divides the CPU time since the last report among the images that the child works on. */
  function charge(cpu: number): void {
    const images = underWay();
    for (const image of images) {
      image.cpu += (cpu - charged) / images.length;
      image.shared ||= images.length > 1;
    }
    charged = cpu;
  }

  function isOver({ cpu }: Open): boolean {
    return cpu > deadlineMilliseconds;
  }

  function settle(id: number, answer: Answer): void {
    open.get(id)?.answer(answer);
    open.delete(id);
    if (retired) retire();
  }

  function stop(end: string): void {
    stopped = true;
    settleAll(`The decoder ${end}`);
    child.kill();
  }

  /** Settles all images, the newest first: the oldest one is the most likely cause, and the retries of others need not wait for it. */
  function settleAll(detail: string): void {
    failure ??= detail;
    const suspects = underWay();
    const isAlone = (image: Open) => suspects.length === 1 && !image.shared;
    for (const [id, image] of [...open].reverse()) {
      if (!suspects.includes(image)) settle(id, { kind: "not_begun", detail, started });
      else settle(id, { kind: stopped && isAlone(image) ? "over" : "lost", detail });
    }
  }

  function retire(): void {
    retired = true;
    if (open.size === 0) child.kill();
  }

  return { pid: child.pid, ask, ended: child.ended, retire, kill: child.kill };
}
