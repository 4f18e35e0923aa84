import { type Child, startChild } from "../../shared/process/child.ts";
import { inspectArguments } from "./process.ts";
import { AT_ONCE, type Inspection, InspectReport, type InspectRequest } from "./messages.ts";
import { watchProgress } from "./progress.ts";

/** The outcome of asking a child: an answer, or why there is none. After anything but an answer the child is dead. */
export type Answer =
  | { kind: "answered"; inspection: Inspection }
  /** The child was stopped because of this image: by itself it used more CPU time than it may, or came to nothing. */
  | { kind: "over"; detail: string }
  /** The child ended, or was stopped, with this image under way; others may be to blame. */
  | { kind: "lost"; detail: string }
  /** The child ended before it came to this image, or (`started` is false) before it came to any. */
  | { kind: "displaced"; detail: string; started: boolean };

export interface Decoder {
  readonly pid: number;
  /** Asks for one image; `AT_ONCE` are under way, and the others wait. */
  ask(files: InspectFiles): Promise<Answer>;
  readonly ended: Child<InspectRequest>["ended"];
  /** Ends the child once it has answered what it was asked. */
  retire(): void;
  kill(): void;
}

/** Absolute paths under the data directory: the bytes, and where a thumbnail goes if the image needs one. */
export interface InspectFiles {
  path: string;
  thumbnailPath: string;
}

export interface DecoderOptions {
  dataDir: string;
  /** CPU time that one image may take: wall time would make images of a busy machine broken. */
  deadlineMilliseconds?: number | undefined;
  /** Wall time for which a child that has work, its start included, may show no progress. */
  stuckMilliseconds?: number | undefined;
}

/** An image without an answer. */
interface Open {
  answer: (answer: Answer) => void;
  /** The image's part of the CPU time that the process has used, in milliseconds. */
  cpu: number;
  /** Whether other images were under way beside it, so that its part is a guess. */
  shared: boolean;
}

/** Starts one inspect child; it can be asked at once. */
export function startDecoder(
  { dataDir, deadlineMilliseconds = 10_000, stuckMilliseconds = 300_000 }: DecoderOptions,
): Decoder {
  const open = new Map<number, Open>();
  let asked = 0;
  let charged = 0;
  let started = false;
  let retired = false;
  let stopped = false;
  let dead: string | null = null;

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
    bury(`The decoder ended (${signal ?? `code ${code}`})${errors ? `: ${errors.slice(-300)}` : ""}`);
  });

  async function ask(files: InspectFiles): Promise<Answer> {
    if (dead !== null) return { kind: "displaced", detail: dead, started };
    const id = ++asked;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    open.set(id, { answer: resolve, cpu: 0, shared: false });
    void child.send({ id, ...files });
    return await promise;
  }

  /** The images that the child is at: it takes them in the order in which they were asked for. */
  function underWay(): Open[] {
    return started ? [...open.values()].slice(0, AT_ONCE) : [];
  }

  /** Divides what was used since the last report among the images under way. */
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
    bury(`The decoder ${end}`);
    child.kill();
  }

  /** The newest first: the one that is under way for longest is the likeliest culprit, and the others need not wait for it. */
  function bury(detail: string): void {
    dead ??= detail;
    const suspects = underWay();
    const isAlone = (image: Open) => suspects.length === 1 && !image.shared;
    for (const [id, image] of [...open].reverse()) {
      if (!suspects.includes(image)) settle(id, { kind: "displaced", detail, started });
      else settle(id, { kind: stopped && isAlone(image) ? "over" : "lost", detail });
    }
  }

  function retire(): void {
    retired = true;
    if (open.size === 0) child.kill();
  }

  return { pid: child.pid, ask, ended: child.ended, retire, kill: child.kill };
}
