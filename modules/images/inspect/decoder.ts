import { type Child, startChild } from "../../shared/process/child.ts";
import { inspectArguments } from "../../shared/process/permissions.ts";
import { type Inspection, InspectReport, type InspectRequest } from "./messages.ts";

/** What came of asking a child: an answer, or why there is none. */
export type Answer =
  | { kind: "answered"; inspection: Inspection }
  | { kind: "timed_out" }
  | { kind: "died"; detail: string };

export interface Decoder {
  readonly pid: number;
  /** Asks for one image; only one question may be open. After anything but an answer the child is dead. */
  ask(files: InspectFiles, deadlineMilliseconds: number): Promise<Answer>;
  readonly ended: Child<InspectRequest>["ended"];
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
  let open: { id: number; settle: (answer: Answer) => void } | null = null;
  let asked = 0;

  const child = startChild<typeof InspectReport, InspectRequest>({
    args: inspectArguments({ dataDir }),
    report: InspectReport,
    handle: (report) => {
      if ("ready" in report) ready.resolve("ready");
      else if (report.id === open?.id) open.settle({ kind: "answered", inspection: report.inspection });
    },
  });
  const died = child.ended.then(({ code, signal, errors }): Answer => ({
    kind: "died",
    detail: `The decoder ended (${signal ?? `code ${code}`})${errors ? `: ${errors.slice(-300)}` : ""}`,
  }));

  async function ask(files: InspectFiles, deadlineMilliseconds: number): Promise<Answer> {
    const started = await within(Promise.race([ready.promise, died]), START_MILLISECONDS);
    if (started !== "ready") return started ?? stop({ kind: "died", detail: "The decoder did not start" });
    const id = ++asked;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    open = { id, settle: resolve };
    void child.send({ id, ...files });
    return await within(Promise.race([promise, died]), deadlineMilliseconds) ?? stop({ kind: "timed_out" });
  }

  function stop(answer: Answer): Answer {
    child.kill();
    return answer;
  }

  return { pid: child.pid, ask, ended: child.ended, kill: child.kill };
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
