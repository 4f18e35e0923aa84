import { reportWriter, serveParent } from "../shared/process/parent.ts";
import { workerPermissions } from "./host_process.ts";
import { WorkerCommand, type WorkerReport } from "./messages.ts";

/**
 * A crawl host: one child process a running job, around one Web Worker. A worker that runs out of memory takes its whole
 * process with it, and a synchronous loop cannot be terminated: a killed child can, and only its own job notices. This thread
 * only relays, so that it always notices when the parent is gone.
 */
const [tempDirectory = "", crawlersDir = ""] = Deno.args;
const send = reportWriter<WorkerReport>();

const worker = new Worker(import.meta.resolve("./worker/worker.ts"), {
  type: "module",
  name: "crawl",
  deno: { permissions: workerPermissions({ tempDirectory, crawlersDir }) },
});
worker.onmessage = ({ data }: MessageEvent<WorkerReport>) => void send(data);
worker.onerror = (event) => {
  event.preventDefault();
  Deno.stderr.writeSync(new TextEncoder().encode(event.message));
  Deno.exit(70);
};

await serveParent(WorkerCommand, (command) => worker.postMessage(command));
