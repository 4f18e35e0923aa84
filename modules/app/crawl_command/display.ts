import { plural } from "../../shared/web/format.ts";
import { kindName, progressOf, wouldBeStored } from "../../crawl/jobs/job_view.ts";
import type { Cut, Job, JobEvent, ReasonTotal } from "../../crawl/schemas.ts";

/** Shows the events of a job to the person or program that runs the command. */
export interface Display {
  show(event: JobEvent): void;
  /** Shows the job after its last event, how its URLs ended, and what its limits left out. */
  finish(job: Job, reasons?: ReasonTotal[], cuts?: Cut[]): void;
}

const BAR_WIDTH = 24;
const LINE_MILLISECONDS = 5_000;
/** The most reasons in the summary. */
const REASONS_SHOWN = 8;
/** The most limits in the summary. */
const CUTS_SHOWN = 6;
const encoder = new TextEncoder();

/** Shows one JSON value per line. The last line is the job. */
export function jsonDisplay(write: (text: string) => void = writeOut): Display {
  return {
    show: (event) => write(JSON.stringify(event) + "\n"),
    finish: (job) => write(JSON.stringify(job) + "\n"),
  };
}

/** Shows a progress bar on a terminal; elsewhere a line every five seconds. */
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
    finish: (job, reasons = [], cuts = []) => write(clear + summary(job, reasons, cuts)),
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

function summary(job: Job, reasons: ReasonTotal[], cuts: Cut[]): string {
  const { counters, keepSeconds, statusReason } = job;
  const { imagesStored, imagesDuplicate, imagesFailed } = counters;
  const { pagesDone, pagesRejected, pagesFailed } = counters;
  const images = imagesStored + imagesDuplicate;
  const wanted = wouldBeStored(reasons);
  return [
    `Job ${job.id} ${job.status}${statusReason ? `: ${plain(statusReason)}` : ""}`,
    ...(job.options.dryRun ? ["  dry run: no images were fetched"] : []),
    `  pages   ${pagesDone} read, ${pagesRejected} not followed, ${pagesFailed} failed`,
    `  images  ${
      job.options.dryRun
        ? `${wanted} would be stored`
        : `${imagesStored} new (${megabytes(counters.bytesStored)}), ${imagesDuplicate} known already`
    }, ${counters.imagesRejected - wanted} rejected, ${imagesFailed} failed`,
    ...(keepSeconds ? [`  rate    ${(images / keepSeconds).toFixed(1)} images/s over ${duration(keepSeconds)}`] : []),
    ...whyLines(reasons),
    ...cutLines(cuts),
  ].join("\n") + "\n";
}

/** Returns why images were not stored, the most frequent reason first. */
function whyLines(reasons: ReasonTotal[]): string[] {
  const notStored = reasons.filter(({ reason }) => reason !== null && reason !== "dry_run").toSorted((a, b) => b.count - a.count);
  const lines = notStored.slice(0, REASONS_SHOWN).map(({ kind, reason, meaning, count }, index) =>
    `  ${index === 0 ? "why" : "   "}     ${plural(count, kindName(kind))}: ${plain(meaning)} (${plain(reason ?? "")})`
  );
  const rest = notStored.length - lines.length;
  return rest > 0 ? [...lines, `          and ${plural(rest, "reason")} more: see the job's ledger`] : lines;
}

/** Returns what limits left out, and the options that change that. */
function cutLines(cuts: Cut[]): string[] {
  return cuts.slice(0, CUTS_SHOWN).map(({ text, advice }, index) =>
    `  ${index === 0 ? "left out" : "        "} ${plain(text)} ${advice}`
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  const parts = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, "0"));
  return parts[0] === "00" ? parts.slice(1).join(":") : parts.join(":");
}

/** Removes control characters, because messages may hold text from crawled sites, which must not control the terminal. */
function plain(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\x00-\x1f\x7f-\x9f]+/g, " ");
}

function writeOut(text: string): void {
  Deno.stdout.writeSync(encoder.encode(text));
}
