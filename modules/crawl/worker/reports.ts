import type { FetchFacts, WorkerReport } from "../messages.ts";
import { faultOf } from "../egress/faults.ts";
import type { Remark } from "../texts.ts";

/** The reports that conclude a URL, in the lengths that messages may have. */

export function rejected(id: number, reason: string, detail: Remark, facts: FetchFacts): WorkerReport {
  return { type: "rejected", id, reason, detail, facts };
}

/** The server answered, but not with what was asked for. */
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

/** No facts: what a server said before it failed does not make it one that answers. */
export function failed(id: number, error: unknown): WorkerReport {
  const { reason, remark, retry } = faultOf(error);
  return { type: "failed", id, reason, detail: remark, retry, facts: {} };
}

/** RFC 9110, 15: what may pass. 501 and 505 say that the server can never do it. */
function isTransient(status: number): boolean {
  return [408, 425, 429].includes(status) || (status >= 500 && status !== 501 && status !== 505);
}

/**
 * Says once, not with every piece of a page, which URL is being worked on; returns what passes every other report on. A page may
 * arrive a byte at a time.
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
