import { progressOf } from "../job_view.ts";
import type { Job, JobEvent } from "../schemas.ts";

/** Shows a job's events to whoever runs the command. */
export interface Display {
  show(event: JobEvent): void;
  /** The job as it was last seen, after its last event. */
  finish(job: Job): void;
}

const BAR_WIDTH = 24;
const LINE_MILLISECONDS = 5_000;
const encoder = new TextEncoder();

/** One JSON value a line; the last line is the job. */
export function jsonDisplay(write: (text: string) => void = writeOut): Display {
  return {
    show: (event) => write(JSON.stringify(event) + "\n"),
    finish: (job) => write(JSON.stringify(job) + "\n"),
  };
}

/** A progress bar that is redrawn on a terminal; elsewhere a line every five seconds. */
export function textDisplay({ terminal, write = writeOut }: { terminal: boolean; write?: (text: string) => void }): Display {
  let drawn = -Infinity;
  const clear = terminal ? "\r\x1b[K" : "";
  return {
    show: (event) => {
      if (event.type === "message") {
        write(`${clear}${event.message.level === "info" ? "" : `${event.message.level}: `}${plain(event.message.text)}\n`);
      }
      if (event.type !== "job" || (!terminal && performance.now() - drawn < LINE_MILLISECONDS)) return;
      drawn = performance.now();
      write(terminal ? clear + progressLine(event.job) : progressLine(event.job) + "\n");
    },
    finish: (job) => write(clear + summary(job)),
  };
}

export function progressLine(job: Job): string {
  const { status, counters, imagesPerSecond, secondsLeft, growing } = job;
  const { done, found } = progressOf(job);
  const share = found === 0 ? 0 : done / found;
  const filled = Math.round(share * BAR_WIDTH);
  return [
    `${"█".repeat(filled)}${"░".repeat(BAR_WIDTH - filled)} ${String(Math.floor(share * 100)).padStart(3)} %`,
    status === "running" ? "" : status,
    `pages ${counters.pagesDone}/${counters.pagesFound - counters.pagesRejected}`,
    `images ${counters.imagesFound - counters.imagesPending}/${counters.imagesFound}`,
    megabytes(counters.bytesStored),
    imagesPerSecond === null ? "" : `${imagesPerSecond.toFixed(1)}/s`,
    secondsLeft === null ? "" : `${growing ? "at least " : ""}${duration(secondsLeft)} left`,
  ].filter((part) => part !== "").join("  ");
}

function summary(job: Job): string {
  const { counters, keepSeconds, statusReason } = job;
  const { imagesStored, imagesDuplicate, imagesRejected, imagesFailed } = counters;
  return [
    `Job ${job.id} ${job.status}${statusReason ? `: ${plain(statusReason)}` : ""}`,
    `  pages   ${counters.pagesDone} read, ${counters.pagesRejected} not followed, ${counters.pagesFailed} failed`,
    `  images  ${imagesStored} new (${
      megabytes(counters.bytesStored)
    }), ${imagesDuplicate} known already, ${imagesRejected} rejected, ${imagesFailed} failed`,
    keepSeconds
      ? `  rate    ${((imagesStored + imagesDuplicate) / keepSeconds).toFixed(1)} images/s over ${duration(keepSeconds)}`
      : "",
  ].filter((line) => line !== "").join("\n") + "\n";
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  const parts = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, "0"));
  return parts[0] === "00" ? parts.slice(1).join(":") : parts.join(":");
}

/** Messages hold text from crawled sites: nothing of it may steer the terminal. */
function plain(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\x00-\x1f\x7f-\x9f]+/g, " ");
}

function writeOut(text: string): void {
  Deno.stdout.writeSync(encoder.encode(text));
}
