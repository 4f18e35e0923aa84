import { NO_PACE, type Paces } from "../shared/pace.ts";
import type { TaskKind } from "./kind.ts";
import type { TaskRow } from "./repository.ts";
import type { Task, TaskFault } from "./schemas.ts";

/** Describes a task for pages and programs. `kind` is undefined if this version of the program does not have the kind. */
export function describeTask(row: TaskRow, kind: TaskKind | undefined, paces: Paces): Task {
  const { id, state, done, total, error, createdAt, startedAt, finishedAt } = row;
  if (state !== "running") paces.forget(id);
  const pace = state === "running" && total !== null ? paces.paceOf(id, { done, total }) : NO_PACE;
  const findings = state === "completed" && kind !== undefined ? kind.describe(row.result) : null;
  return {
    id,
    kind: row.kind,
    title: kind?.title ?? row.kind,
    state,
    done,
    total,
    unit: kind?.unit ?? "steps",
    ...pace,
    summary: findings?.summary ?? null,
    findings: findings?.lines ?? [],
    error: error === null ? null : textOf(error, row.kind),
    createdAt,
    startedAt,
    finishedAt,
  };
}

function textOf(fault: TaskFault, kind: string): string {
  switch (fault.code) {
    case "unknown_kind":
      return `This version of the program has no tasks of the kind "${kind}".`;
    case "no_progress":
      return "The task was given up, because several attempts in a row ended without progress. The server's log has the errors.";
    case "thrown":
      return fault.message;
  }
}
