import { type Child, startChild } from "../../shared/process/child.ts";
import { inspectArguments } from "../../shared/process/permissions.ts";
import { AT_ONCE, type Inspection, InspectReport, type InspectRequest } from "./messages.ts";
import { takeTurns } from "./turns.ts";

/** What came of asking a child: an answer, or why there is none. */
export type Answer =
  | { kind: "answered"; inspection: Inspection }
  /** The child ended, or was stopped, with this image under way; `alone` where no other was, which could be to blame as well. */
  | { kind: "lost"; detail: string; alone: boolean; late: boolean }
  /** The child ended before it came to this image. */
  | { kind: "displaced" };

export interface Decoder {
  readonly pid: number;
  /** Asks for one image; `AT_ONCE` are under way, each within the deadline, and the others wait. After anything but an answer the child is dead. */
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
  /** Images without an answer; the child is at the first of them. */
  const open = new Map<number, (inspection: Inspection) => void>();
  const turns = takeTurns(Array.from({ length: AT_ONCE }, (_, turn) => turn));
  let asked = 0;
  /** The images that the child was at when it ended. */
  let suspects: number[] | undefined;
  let retired = false;

  const child = startChild<typeof InspectReport, InspectRequest>({
    args: inspectArguments({ dataDir }),
    report: InspectReport,
    handle: (report) => {
      if ("ready" in report) return ready.resolve("ready");
      open.get(report.id)?.(report.inspection);
      open.delete(report.id);
    },
  });
  const died = child.ended.then(({ code, signal, errors }) => {
    accuse();
    return { died: `The decoder ended (${signal ?? `code ${code}`})${errors ? `: ${errors.slice(-300)}` : ""}` };
  });

  async function ask(files: InspectFiles, deadlineMilliseconds: number): Promise<Answer> {
    const id = ++asked;
    const { promise, resolve } = Promise.withResolvers<Inspection>();
    open.set(id, resolve);
    try {
      if (await within(Promise.race([ready.promise, died]), START_MILLISECONDS) === null) return stop(id, "did not start");
      void child.send({ id, ...files });
      const turn = await Promise.race([turns.take(), died]);
      const answer = await within(Promise.race([promise, died]), deadlineMilliseconds);
      if (typeof turn === "number") turns.give(turn);
      if (answer === null) return stop(id, `was stopped after ${deadlineMilliseconds / 1000} s`);
      return "died" in answer ? lost(id, answer.died, false) : { kind: "answered", inspection: answer };
    } finally {
      open.delete(id);
      if (retired) retire();
    }
  }

  function stop(id: number, end: string): Answer {
    accuse();
    child.kill();
    return lost(id, `The decoder ${end}`, true);
  }

  function accuse(): void {
    suspects ??= [...open.keys()].slice(0, AT_ONCE);
  }

  function lost(id: number, detail: string, late: boolean): Answer {
    return suspects?.includes(id) ? { kind: "lost", detail, alone: suspects.length === 1, late } : { kind: "displaced" };
  }

  function retire(): void {
    retired = true;
    if (open.size === 0) child.kill();
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
