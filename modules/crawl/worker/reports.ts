import type { FetchFacts, WorkerReport } from "../messages.ts";
import { faultOf } from "../egress/faults.ts";
import type { Remark } from "../texts.ts";

/** Reports a rejected URL. */
export function rejected(id: number, reason: string, detail: Remark, facts: FetchFacts): WorkerReport {
  return { type: "rejected", id, reason, detail, facts };
}

/** Reports a URL whose answer has a status other than success. */
export function unanswered(id: number, facts: FetchFacts): WorkerReport {
  const status = facts.httpStatus ?? 0;
  return {
    type: "failed",
    id,
    reason: `http_${status}`,
    detail: { code: "http_status", status },
    retry: isTransient(status),
    facts,
  };
}

/** Reports a URL whose request failed. It has no facts, because the host must not count as one that answered. */
export function failed(id: number, error: unknown): WorkerReport {
  const { reason, remark, retry } = faultOf(error);
  return { type: "failed", id, reason, detail: remark, retry, facts: {} };
}

/** Whether a later request may succeed (RFC 9110, 15). 501 and 505 mean that the server will never answer it. */
export function isTransient(status: number): boolean {
  return [408, 425, 429].includes(status) || (status >= 500 && status !== 501 && status !== 505);
}

/**
 * Returns a function that passes reports on, but a `working` report only if it names another URL than the last one. Without it a
 * page that arrives one byte at a time would cause a report for each byte.
 */
export function markingOnce(post: (report: WorkerReport) => void): (report: WorkerReport) => void {
  let working: number | null = null;
  return (report) => {
    if (report.type === "working") {
      if (working === report.id) return;
      working = report.id;
    } else if (report.type !== "found" && "id" in report && report.id === working) working = null;
    post(report);
  };
}
