import { createPaces, NO_PACE, type Paces } from "../../shared/pace.ts";
import type { JobRow } from "../repository.ts";
import { isTerminal, progressOf } from "./job_view.ts";
import type { Job } from "../schemas.ts";

/** Describes jobs, with the rates of those that run. A rate is measured over the last 30 seconds of calls. */
export interface Rates {
  jobOf(row: JobRow): Job;
  forget(jobId: number): void;
}

export function createRates(now: () => number = () => performance.now()): Rates {
  const paces = createPaces(now);
  return {
    forget: paces.forget,
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
      const rates = ratesOf(paces, id, status, counters);
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

function ratesOf(
  paces: Paces,
  id: number,
  status: Job["status"],
  counters: Job["counters"],
): Pick<Job, "imagesPerSecond" | "secondsLeft" | "growing"> {
  if (status !== "running") paces.forget(id);
  const { done, found } = progressOf({ counters });
  const counted = counters.imagesStored + counters.imagesDuplicate;
  const { perSecond, ...pace } = status === "running" ? paces.paceOf(id, { done, total: found, counted }) : NO_PACE;
  return { imagesPerSecond: perSecond, ...pace };
}
