import { reportWriter, serveParent } from "../shared/process/parent.ts";
import { workerPermissions } from "./host_process.ts";
import { WorkerCommand, type WorkerReport } from "./messages.ts";

/**
 * The entry of a crawl host: one child process per running job, around one Web Worker. A worker that runs out of memory ends its
 * whole process, and an endless loop in a worker can only be ended with its process; only its own job is affected. This thread only
 * relays messages, so it always notices the end of its parent.
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
