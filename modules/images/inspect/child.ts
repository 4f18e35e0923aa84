import process from "node:process";
import { reportWriter, serveParent } from "../../shared/process/parent.ts";
import { inspectFile } from "./inspect.ts";
import { AT_ONCE, type InspectReport, InspectRequest } from "./messages.ts";
import { takeTurns } from "./turns.ts";

const REPORT_MILLISECONDS = 500;

/**
 * The entry of an inspect child. It runs native decoders on hostile bytes, in a process that can be killed and has no network, no
 * database and no secrets. Decoding does not run on this thread, so the child notices meanwhile if its parent ends. It reports its
 * CPU time, because the parent has no permission to read it.
 */
if (import.meta.main) {
  const report = reportWriter<InspectReport>();
  await report({ ready: true, cpu: cpuMilliseconds() });
  const clock = reportWhileBusy(report);
  // Further requests wait here.
  const turns = takeTurns(Array.from({ length: AT_ONCE }, (_, turn) => turn));
  await serveParent(InspectRequest, async ({ id, path, thumbnailPath }) => {
    const turn = await turns.take();
    clock.begin();
    const inspection = await inspectFile(path, thumbnailPath);
    clock.end();
    void report({ id, inspection, cpu: cpuMilliseconds() });
    turns.give(turn);
  });
}

/** Returns the CPU time of all threads of this process, including those of the decoder. */
function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function reportWhileBusy(report: (report: InspectReport) => Promise<void>) {
  let busy = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    begin: () => {
      if (busy++ === 0) timer = setInterval(() => void report({ cpu: cpuMilliseconds() }), REPORT_MILLISECONDS);
    },
    end: () => {
      if (--busy === 0) clearInterval(timer);
    },
  };
}
