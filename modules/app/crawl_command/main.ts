import { readConfig } from "../../shared/config.ts";
import { AppError, messageOf } from "../../shared/errors.ts";
import { createLog } from "../../shared/log.ts";
import type { Job } from "../../crawl/schemas.ts";
import { isTerminal } from "../../crawl/jobs/job_view.ts";
import { helpText, readArguments } from "./arguments.ts";
import { type Backend, openBackend } from "./backend.ts";
import { type Display, jsonDisplay, textDisplay } from "./display.ts";

const EXIT: Record<Job["status"], number> = { completed: 0, failed: 1, cancelled: 3, paused: 4, queued: 4, running: 4 };
const USAGE = 2;

/** `deno task crawl`: runs one job and follows it to its end. Returns the exit status. */
export async function crawlCommand(args: string[]): Promise<number> {
  const read = readArguments(args);
  if (read === null) {
    print(Deno.stdout, helpText());
    return 0;
  }
  const config = readConfig();
  const log = createLog({ ...config.log, level: config.log.level === "info" ? "warning" : config.log.level });
  const display = read.json ? jsonDisplay() : textDisplay({ terminal: Deno.stdout.isTerminal() });
  const backend = await openBackend(config, log);
  try {
    const job = await backend.create(read.input);
    if (!read.json) {
      print(Deno.stdout, `Job ${job.id}${backend.handedOver ? ", run by the server that has locked the data directory" : ""}`);
    }
    const ended = await follow(backend, job.id, display, { ask: !read.json });
    const [reasons, cuts] = read.json ? [] : await Promise.all([
      backend.reasons(job.id).catch(printErrorAnd([])),
      backend.cuts(job.id).catch(printErrorAnd([])),
    ]);
    display.finish(ended, reasons, cuts);
    return EXIT[ended.status];
  } finally {
    await backend.close();
  }
}

/** Shows the job until it ends, or until Ctrl-C has paused it or left it to the server. */
async function follow(backend: Backend, id: number, display: Display, { ask }: { ask: boolean }): Promise<Job> {
  const left = new AbortController();
  let asked = false;
  // The process gets each Ctrl-C twice: from the terminal and from the task runner.
  const interrupted = () => {
    if (asked) return;
    asked = true;
    void interrupt(backend, id, { ask }).finally(() => left.abort());
  };
  Deno.addSignalListener("SIGINT", interrupted);
  try {
    for await (const event of backend.observe(id, left.signal)) {
      display.show(event);
      if (event.type === "job" && (isTerminal(event.job.status) || event.job.status === "paused")) break;
    }
  } catch (error) {
    if (!left.signal.aborted) throw error;
  } finally {
    Deno.removeSignalListener("SIGINT", interrupted);
  }
  return await backend.get(id);
}

/** Handles Ctrl-C: a job of this process is paused; a job that the server runs goes on, unless the person wants it cancelled. */
async function interrupt(backend: Backend, id: number, { ask }: { ask: boolean }): Promise<void> {
  if (!backend.handedOver) return void await backend.stop(id, "pause").catch(printErrorAnd(null));
  const answer = ask && Deno.stdin.isTerminal()
    ? prompt("\nThe server runs this job. Leave it running (l) or cancel it (c)?")
    : null;
  if (answer?.trim().toLowerCase() === "c") await backend.stop(id, "cancel").catch(printErrorAnd(null));
}

/** Prints on standard error what failed. It is no failure that the job has ended meanwhile. */
function printErrorAnd<Instead>(instead: Instead): (error: unknown) => Instead {
  return (error) => {
    if (!(error instanceof AppError) || error.code !== "conflict") print(Deno.stderr, messageOf(error));
    return instead;
  };
}

function print(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  stream.writeSync(new TextEncoder().encode(text + "\n"));
}

if (import.meta.main) {
  const status = await crawlCommand(Deno.args).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    print(Deno.stderr, error.message);
    return error.code === "invalid" ? USAGE : EXIT.failed;
  });
  Deno.exit(status);
}
