import { type Child, startChild } from "../../shared/process/child.ts";
import { inspectArguments } from "../../shared/process/permissions.ts";
import { type Inspection, InspectReport, type InspectRequest } from "./messages.ts";

/** What came of asking a child: an answer, or why there is none. */
export type Answer =
  | { kind: "answered"; inspection: Inspection }
  | { kind: "timed_out" }
  | { kind: "died"; detail: string }
  /** The child died before it came to this question. */
  | { kind: "displaced" };

export interface Decoder {
  readonly pid: number;
  /** Asks for one image; questions are answered one after another, each within the deadline. After anything but an answer the child is dead. */
  ask(files: InspectFiles, deadlineMilliseconds: number): Promise<Answer>;
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

/** A child that has not even started by then is counted as dead. */
const START_MILLISECONDS = 30_000;

/** Starts one inspect child; it can be asked at once. */
export function startDecoder({ dataDir }: { dataDir: string }): Decoder {
  const ready = Promise.withResolvers<"ready">();
  /** Questions without an answer, the one that the child is at first. */
  const open = new Map<number, (answer: Answer) => void>();
  let asked = 0;
  let last: Promise<unknown> = ready.promise;
  /** The question that the child died of. */
  let blamed: number | undefined;
  let retired = false;

  const child = startChild<typeof InspectReport, InspectRequest>({
    args: inspectArguments({ dataDir }),
    report: InspectReport,
    handle: (report) => {
      if ("ready" in report) ready.resolve("ready");
      else open.get(report.id)?.({ kind: "answered", inspection: report.inspection });
    },
  });
  const died = child.ended.then(({ code, signal, errors }): Answer => {
    blamed ??= open.keys().next().value;
    return { kind: "died", detail: `The decoder ended (${signal ?? `code ${code}`})${errors ? `: ${errors.slice(-300)}` : ""}` };
  });

  async function ask(files: InspectFiles, deadlineMilliseconds: number): Promise<Answer> {
    const id = ++asked;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    open.set(id, resolve);
    const before = last;
    last = promise;
    try {
      const started = await within(Promise.race([ready.promise, died]), START_MILLISECONDS);
      if (started === null) return stop(id, { kind: "died", detail: "The decoder did not start" });
      void child.send({ id, ...files });
      await Promise.race([before, died]);
      const answer = await within(Promise.race([promise, died]), deadlineMilliseconds) ?? stop(id, { kind: "timed_out" });
      return answer.kind === "died" && blamed !== id ? { kind: "displaced" } : answer;
    } finally {
      open.delete(id);
      resolve({ kind: "displaced" });
      if (retired) retire();
    }
  }

  function retire(): void {
    retired = true;
    if (open.size === 0) child.kill();
  }

  function stop(id: number, answer: Answer): Answer {
    blamed ??= id;
    child.kill();
    return answer;
  }

  return { pid: child.pid, ask, ended: child.ended, retire, kill: child.kill };
}

/** What the promise gives, or null after so long. */
async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => timer = setTimeout(resolve, milliseconds, null));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
