import { z } from "zod";
import { pageOf, PageQuery } from "../shared/page.ts";

export const TaskState = z.enum(["queued", "running", "completed", "failed", "cancelled"]);
export type TaskState = z.infer<typeof TaskState>;

export const TaskId = z.object({ id: z.coerce.number().int().positive() });

export const TaskQuery = PageQuery.extend({ state: TaskState.optional() });
export type TaskQuery = z.infer<typeof TaskQuery>;

export const TaskInput = z.strictObject({ kind: z.string().max(100).describe("A kind that may be started by hand") });
export type TaskInput = z.infer<typeof TaskInput>;

export const TaskEventQuery = z.object({
  id: z.coerce.number().int().positive().optional().describe("Only this task, until it has ended"),
});

/** Why a task failed, as it is stored. */
export const TaskFault = z.union([
  z.object({ code: z.enum(["unknown_kind", "no_progress"]) }),
  z.object({ code: z.literal("thrown"), message: z.string() }),
]);
export type TaskFault = z.infer<typeof TaskFault>;

/** A piece of long work that is not a crawl. */
export const Task = z.object({
  id: z.number().int(),
  kind: z.string(),
  title: z.string(),
  state: TaskState,
  done: z.number().int(),
  total: z.number().int().nullable().describe("Null while the total is not known"),
  unit: z.string().describe("What done and total count"),
  perSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  growing: z.boolean().describe("Whether the total still grows"),
  summary: z.string().nullable().describe("The result of a completed task"),
  findings: z.array(z.string()).describe("What a completed task found, as sentences"),
  error: z.string().nullable(),
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
});
export type Task = z.infer<typeof Task>;

export const TaskPage = pageOf(Task);

export interface TaskEvent {
  type: "task";
  task: Task;
}
