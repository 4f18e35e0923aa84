import assert from "node:assert/strict";
import { z } from "zod";
import type { Database } from "../../modules/shared/database/handle.ts";
import { openDelivery } from "../../modules/shared/delivery/delivery.ts";
import { createLog } from "../../modules/shared/log.ts";
import { type TaskKind, taskKind, type TaskKindSpec } from "../../modules/tasks/kind.ts";
import type { Task } from "../../modules/tasks/schemas.ts";
import { openTasks, type TaskService } from "../../modules/tasks/service.ts";
import { isFinished } from "../../modules/tasks/task_view.ts";

const Counting = z.object({ to: z.number().default(5), milliseconds: z.number().default(0) });
const Position = z.object({ at: z.number(), from: z.array(z.number()) });
const Result = z.object({ from: z.array(z.number()), to: z.number() });

export interface CountHooks {
  /** Is called before each step. It may wait or throw. */
  step?: (at: number, signal: AbortSignal) => Promise<void>;
}

/** A kind that counts, one number per step. Its result has the numbers at which its attempts began. */
export function countKind(
  { step, ...spec }: CountHooks & Partial<TaskKindSpec<typeof Counting, typeof Position, typeof Result>> = {},
): TaskKind {
  return taskKind({
    name: "count",
    title: "Count to a number",
    description: "Counts, one number at a time.",
    unit: "numbers",
    parameters: Counting,
    position: Position,
    result: Result,
    isSingle: false,
    byHand: true,
    run: async ({ parameters: { to, milliseconds }, position, signal, report }) => {
      const begun = position?.at ?? 0;
      const from = [...position?.from ?? [], begun];
      for (let at = begun; at < to; at++) {
        await step?.(at, signal);
        if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
        await report({ done: at + 1, total: to, position: { at: at + 1, from } });
      }
      return { from, to };
    },
    describe: ({ from, to }) => ({ summary: `Counted to ${to}.`, lines: from.map((at) => `An attempt began at ${at}`) }),
    ...spec,
  });
}

export interface TestTasks {
  tasks: TaskService;
  /** Waits until the task has reached a number. */
  until(id: number, reached: (task: Task) => boolean, seconds?: number): Promise<Task>;
  ended(id: number, seconds?: number): Promise<Task>;
  close(): Promise<void>;
}

/** A node that runs tasks of these kinds on a database. */
export async function openTestTasks(database: Database, kinds: TaskKind[], log: string[] = []): Promise<TestTasks> {
  const writer = createLog({ level: "warning", format: "text", write: (line) => void log.push(line) });
  const delivery = await openDelivery({ database, log: writer });
  const tasks = await openTasks({ database, delivery, kinds, log: writer });
  const until = async (id: number, reached: (task: Task) => boolean, seconds = 20) => {
    const deadline = performance.now() + seconds * 1_000;
    while (true) {
      const task = await tasks.get(id);
      if (reached(task)) return task;
      assert.ok(performance.now() < deadline, `task ${id} is ${task.state} after ${seconds} s: ${JSON.stringify(task)}`);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  };
  return {
    tasks,
    until,
    ended: (id, seconds) => until(id, ({ state }) => isFinished(state), seconds),
    close: async () => {
      await tasks.stop();
      await delivery.close();
      // This statement runs after those that were still under way.
      await database.transaction(() => Promise.resolve());
    },
  };
}

/** Opens a node, calls `body` with it, and closes it. */
export async function withTasks(
  database: Database,
  kinds: TaskKind[],
  body: (test: TestTasks & { log: string[] }) => Promise<void>,
): Promise<void> {
  const log: string[] = [];
  const test = await openTestTasks(database, kinds, log);
  try {
    await body({ ...test, log });
  } finally {
    await test.close();
  }
}
