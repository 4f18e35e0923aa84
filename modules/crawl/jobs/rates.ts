import type { JobRow } from "./repository.ts";
import { isTerminal, progressOf } from "./job_view.ts";
import type { Job } from "../schemas.ts";

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
      const {
        id,
        parentId,
        onlyFailures,
        seeds,
        options,
        secretNames,
        status,
        statusReason,
        lastMessage,
        attempts,
        createdAt,
        startedAt,
        finishedAt,
      } = row;
      const counters = countersOf(row);
      if (status !== "running") samples.delete(id);
      const rates = status === "running" ? ratesOf(remember(samples, id, counters, now())) : RESTING;
      const keepSeconds = isTerminal(status) ? row.keepSeconds : null;
      const times = { createdAt, startedAt, finishedAt };
      return {
        id,
        parentId,
        onlyFailures,
        seeds,
        options,
        secretNames,
        status,
        statusReason,
        lastMessage,
        attempts,
        counters,
        ...rates,
        keepSeconds,
        ...times,
      };
    },
  };
}

const RESTING = { imagesPerSecond: null, secondsLeft: null, growing: false };

function countersOf(row: JobRow): Job["counters"] {
  const { pagesFound, pagesDone, pagesRejected, pagesFailed, imagesFound, imagesStored, imagesDuplicate, imagesRejected } = row;
  const { imagesFailed, bytesStored } = row;
  return {
    pagesFound,
    pagesDone,
    pagesRejected,
    pagesFailed,
    pagesPending: pagesFound - pagesDone - pagesRejected - pagesFailed,
    imagesFound,
    imagesStored,
    imagesDuplicate,
    imagesRejected,
    imagesFailed,
    imagesPending: imagesFound - imagesStored - imagesDuplicate - imagesRejected - imagesFailed,
    bytesStored,
  };
}

function remember(samples: Map<number, Sample[]>, jobId: number, counters: Job["counters"], at: number): Sample[] {
  const { done, found } = progressOf({ counters });
  const recent = (samples.get(jobId) ?? []).filter((sample) => at - sample.at <= WINDOW_MILLISECONDS);
  recent.push({ at, done, found, kept: counters.imagesStored + counters.imagesDuplicate });
  samples.set(jobId, recent);
  return recent;
}

function ratesOf(recent: Sample[]): Pick<Job, "imagesPerSecond" | "secondsLeft" | "growing"> {
  const first = recent[0];
  const last = recent.at(-1);
  if (!first || !last || last.at - first.at < 1_000) return { ...RESTING, growing: true };
  const seconds = (last.at - first.at) / 1_000;
  const done = (last.done - first.done) / seconds;
  const before = recent.findLast((sample) => last.at - sample.at >= GROWTH_MILLISECONDS) ?? first;
  return {
    imagesPerSecond: (last.kept - first.kept) / seconds,
    secondsLeft: done > 0 ? (last.found - last.done) / done : null,
    growing: last.found > before.found,
  };
}
