import { formatDuration } from "../shared/web/format.ts";
import { paceLine } from "../shared/web/progress_bar.tsx";
import type { Task, TaskState } from "./schemas.ts";

/** Whether a task in this state has finished. Islands use this file, so it imports types only. */
export function isFinished(state: TaskState): boolean {
  return state === "completed" || state === "failed" || state === "cancelled";
}

/** Describes the state of a task in a sentence. */
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

/** Returns the rate and the time left of a running task; empty for others. */
export function paceOf({ state, unit, ...pace }: Task): string {
  return state === "running" ? paceLine(pace, unit) : "";
}

/** Returns the time from a task's first start to its end; null if it has not finished or was never started. */
export function tookOf({ startedAt, finishedAt }: Task): string | null {
  if (startedAt === null || finishedAt === null) return null;
  return formatDuration((new Date(finishedAt).getTime() - new Date(startedAt).getTime()) / 1_000);
}
