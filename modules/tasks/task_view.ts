import { formatDuration } from "../shared/web/format.ts";
import { paceLine } from "../shared/web/progress_bar.tsx";
import type { Task, TaskState } from "./schemas.ts";

/** A state that never changes. For pages and islands: types only from the schemas. */
export function isFinished(state: TaskState): boolean {
  return state === "completed" || state === "failed" || state === "cancelled";
}

/** How the task stands, in one sentence. */
export function statusLine({ state, summary, error }: Pick<Task, "state" | "summary" | "error">): string {
  switch (state) {
    case "queued":
      return "The task waits for its turn.";
    case "running":
      return "The work is under way. It goes on if you leave this page.";
    case "completed":
      return summary ?? "The work is done.";
    case "failed":
      return error ?? "The task failed.";
    case "cancelled":
      return "The task was cancelled. What was done until then stays done.";
  }
}

/** Rate and time left, while the task runs. */
export function paceOf({ state, unit, ...pace }: Task): string {
  return state === "running" ? paceLine(pace, unit) : "";
}

/** How long a finished task took from its first beginning; null for others. */
export function tookOf({ startedAt, finishedAt }: Task): string | null {
  if (startedAt === null || finishedAt === null) return null;
  return formatDuration((new Date(finishedAt).getTime() - new Date(startedAt).getTime()) / 1_000);
}
