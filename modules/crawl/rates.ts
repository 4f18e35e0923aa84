import type { JobRow } from "./job_repository.ts";
import { isTerminal, type Job } from "./schemas.ts";

const WINDOW_MILLISECONDS = 30_000;
const GROWTH_MILLISECONDS = 5_000;

interface Sample {
  at: number;
  done: number;
  found: number;
  kept: number;
}

/** Rates of running jobs, from what their counters said over the last 30 seconds. */
export interface Rates {
  jobOf(row: JobRow): Job;
  forget(jobId: number): void;
}

export function createRates(now: () => number = () => performance.now()): Rates {
  const samples = new Map<number, Sample[]>();
  return {
    forget: (jobId) => void samples.delete(jobId),
    jobOf: (row) => {
      const counters = countersOf(row);
      if (row.status !== "running") samples.delete(row.id);
      const rates = row.status === "running" ? ratesOf(remember(samples, row, now()), pendingOf(counters)) : RESTING;
      const { pagesFound: _1, pagesDone: _2, imagesFound: _3, imagesStored: _4, imagesDuplicate: _5, ...rest } = row;
      const { imagesRejected: _6, imagesFailed: _7, bytesStored: _8, secondsRun: _9, keepSeconds, ...job } = rest;
      return { ...job, counters, ...rates, keepSeconds: isTerminal(row.status) ? keepSeconds : null };
    },
  };
}

const RESTING = { imagesPerSecond: null, secondsLeft: null, growing: false };

function countersOf(row: JobRow): Job["counters"] {
  const { pagesFound, pagesDone, imagesFound, imagesStored, imagesDuplicate, imagesRejected, imagesFailed, bytesStored } = row;
  const pagesPending = pagesFound - pagesDone;
  const imagesPending = imagesFound - imagesStored - imagesDuplicate - imagesRejected - imagesFailed;
  return {
    pagesFound,
    pagesDone,
    pagesPending,
    imagesFound,
    imagesStored,
    imagesDuplicate,
    imagesRejected,
    imagesFailed,
    imagesPending,
    bytesStored,
  };
}

function pendingOf({ pagesPending, imagesPending }: Job["counters"]): number {
  return pagesPending + imagesPending;
}

function remember(samples: Map<number, Sample[]>, row: JobRow, at: number): Sample[] {
  const found = row.pagesFound + row.imagesFound;
  const kept = row.imagesStored + row.imagesDuplicate;
  const done = row.pagesDone + kept + row.imagesRejected + row.imagesFailed;
  const recent = (samples.get(row.id) ?? []).filter((sample) => at - sample.at <= WINDOW_MILLISECONDS);
  recent.push({ at, done, found, kept });
  samples.set(row.id, recent);
  return recent;
}

function ratesOf(recent: Sample[], pending: number): Pick<Job, "imagesPerSecond" | "secondsLeft" | "growing"> {
  const first = recent[0];
  const last = recent.at(-1);
  if (!first || !last || last.at - first.at < 1_000) return { ...RESTING, growing: true };
  const seconds = (last.at - first.at) / 1_000;
  const done = (last.done - first.done) / seconds;
  const before = recent.findLast((sample) => last.at - sample.at >= GROWTH_MILLISECONDS) ?? first;
  return {
    imagesPerSecond: (last.kept - first.kept) / seconds,
    secondsLeft: done > 0 ? pending / done : null,
    growing: last.found > before.found,
  };
}
