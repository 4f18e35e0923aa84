import assert from "node:assert/strict";
import { z } from "zod";
import { AppError } from "../../modules/shared/errors.ts";
import { taskKind } from "../../modules/tasks/kind.ts";
import { findTask, insertTask, startAttempt } from "../../modules/tasks/repository.ts";
import { TaskUnderWay } from "../../modules/tasks/service.ts";
import { withDatabase } from "../support/database.ts";
import { countKind, openTestTasks, withTasks } from "../support/tasks.ts";

withDatabase("a task runs, reports its progress, and has a result", async (database) => {
  const half = Promise.withResolvers<void>();
  const kind = countKind({ step: async (at) => at === 3 ? await half.promise : undefined });
  await withTasks(database, [kind], async ({ tasks, until, ended }) => {
    const queued = await tasks.start("count", { to: 5 });
    assert.deepEqual([queued.state, queued.done, queued.total, queued.title], ["queued", 0, null, "Count to a number"]);
    const running = await until(queued.id, ({ done }) => done > 0);
    assert.deepEqual([running.state, running.total, running.unit], ["running", 5, "numbers"]);
    assert.ok(running.startedAt);
    half.resolve();
    const task = await ended(queued.id);
    assert.deepEqual([task.state, task.done, task.total, task.summary], ["completed", 5, 5, "Counted to 5."]);
    assert.deepEqual(task.findings, ["An attempt began at 0"]);
    assert.ok(task.finishedAt && task.startedAt && task.finishedAt >= task.startedAt);
  });
});

withDatabase("a runner that throws fails its task with the error's message, and the log has the error", async (database) => {
  const kind = countKind({ step: (at) => at === 2 ? Promise.reject(new Error("two is too much")) : Promise.resolve() });
  await withTasks(database, [kind], async ({ tasks, ended, log }) => {
    const { id } = await tasks.start("count");
    const task = await ended(id);
    assert.deepEqual([task.state, task.error, task.summary], ["failed", "two is too much", null]);
    assert.match(log.join("\n"), /two is too much/);
  });
});

withDatabase(
  "a task whose database fails for a moment is delivered again, and goes on at its last position",
  async (database) => {
    let faults = 1;
    const step = (at: number) =>
      at === 3 && faults-- > 0
        ? Promise.reject(new AppError("unavailable", "The database cannot be reached"))
        : Promise.resolve();
    await withTasks(database, [countKind({ step })], async ({ tasks, ended }) => {
      const { id } = await tasks.start("count", { to: 6, milliseconds: 260 });
      const task = await ended(id);
      assert.equal(task.state, "completed");
      assert.equal(task.findings.length, 2);
      assert.notEqual(task.findings[1], "An attempt began at 0");
    });
  },
);

withDatabase("a task that never makes progress is given up after five attempts", async (database) => {
  let attempts = 0;
  const step = () => (attempts++, Promise.reject(new AppError("unavailable", "away")));
  await withTasks(database, [countKind({ step })], async ({ tasks, ended }) => {
    const task = await ended((await tasks.start("count")).id, 40);
    assert.equal(task.state, "failed");
    assert.match(task.error ?? "", /ended without progress/);
    assert.equal(attempts, 5);
  });
});

withDatabase("if a running task is cancelled, its runner stops, and its state never changes again", async (database) => {
  const begun = Promise.withResolvers<AbortSignal>();
  const step = (_at: number, signal: AbortSignal) => {
    begun.resolve(signal);
    return new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  };
  await withTasks(database, [countKind({ step })], async ({ tasks }) => {
    const { id } = await tasks.start("count");
    const signal = await begun.promise;
    const task = await tasks.cancel(id);
    assert.equal(task.state, "cancelled");
    assert.ok(signal.aborted);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal((await tasks.get(id)).state, "cancelled");
    await assert.rejects(tasks.cancel(id), { code: "conflict", message: /cancelled/ });
    await assert.rejects(tasks.cancel(id + 1), { code: "not_found" });
  });
});

withDatabase("a task that waits is cancelled before it begins", async (database) => {
  const release = Promise.withResolvers<void>();
  const steps: number[] = [];
  const step = async (at: number) => (steps.push(at), await release.promise);
  await withTasks(database, [countKind({ step })], async ({ tasks, until, ended }) => {
    const [first, second, third] = [await tasks.start("count"), await tasks.start("count"), await tasks.start("count")];
    for (const { id } of [first, second]) await until(id, ({ state }) => state === "running");
    assert.equal((await tasks.get(third.id)).state, "queued", "two run at a time");
    await tasks.cancel(third.id);
    release.resolve();
    for (const { id } of [first, second]) assert.equal((await ended(id)).state, "completed");
    assert.equal((await tasks.get(third.id)).startedAt, null);
  });
});

withDatabase("a task of a kind that this version does not have fails and says so", async (database) => {
  await withTasks(database, [countKind()], async ({ tasks, ended }) => {
    const row = await insertTask(database, { kind: "forgotten", parameters: {}, singleKey: null });
    assert.ok(row);
    const task = await ended(row.id);
    assert.deepEqual([task.state, task.title], ["failed", "forgotten"]);
    assert.match(task.error ?? "", /no tasks of the kind "forgotten"/);
    await assert.rejects(tasks.start("forgotten"), { code: "invalid" });
  });
});

withDatabase("parameters that do not fit the kind are refused before a row is inserted", async (database) => {
  await withTasks(database, [countKind()], async ({ tasks }) => {
    await assert.rejects(tasks.start("count", { to: "many" }));
    assert.deepEqual((await tasks.list({ limit: 10 })).items, []);
  });
});

withDatabase("of a single kind only one task is under way, and another one can follow it", async (database) => {
  const release = Promise.withResolvers<void>();
  const kind = countKind({ isSingle: true, step: async () => await release.promise });
  await withTasks(database, [kind], async ({ tasks, ended }) => {
    const starts = await Promise.allSettled([1, 2, 3].map(() => tasks.startByHand("count")));
    const [begun] = starts.flatMap((start) => start.status === "fulfilled" ? [start.value] : []);
    const refused = starts.flatMap((start) => start.status === "rejected" ? [start.reason] : []);
    assert.ok(begun);
    assert.deepEqual(refused.map((error) => error instanceof TaskUnderWay && error.taskId), [begun.id, begun.id]);
    release.resolve();
    await ended(begun.id);
    const next = await tasks.startByHand("count");
    assert.notEqual(next.id, begun.id);
    assert.equal((await ended(next.id)).state, "completed");
  });
});

withDatabase("a kind without `byHand` cannot be started by hand", async (database) => {
  await withTasks(database, [countKind(), countKind({ name: "own", byHand: false })], async ({ tasks, ended }) => {
    assert.deepEqual(tasks.byHand.map(({ name }) => name), ["count"]);
    await assert.rejects(tasks.startByHand("own"), { code: "invalid", message: /These can: count/ });
    assert.equal((await ended((await tasks.start("own")).id)).state, "completed");
  });
});

withDatabase("a node that stops queues its tasks again, and the next node goes on at their last positions", async (database) => {
  const begun = Promise.withResolvers<void>();
  const step = async (at: number, signal: AbortSignal) => {
    if (at < 3) return;
    begun.resolve();
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  };
  const first = await openTestTasks(database, [countKind({ step })]);
  const { id } = await first.tasks.start("count", { milliseconds: 300 });
  await begun.promise;
  await first.close();
  const between = await findTask(database, id);
  assert.deepEqual([between?.state, between?.attempts], ["queued", 0]);
  await withTasks(database, [countKind()], async ({ ended }) => {
    const task = await ended(id);
    assert.equal(task.state, "completed");
    assert.equal(task.findings.length, 2);
    assert.notEqual(task.findings[1], "An attempt began at 0");
  });
});

withDatabase(
  "if another attempt takes a task over, the first one writes nothing more and its signal aborts",
  async (database) => {
    const begun = Promise.withResolvers<AbortSignal>();
    const goOn = Promise.withResolvers<void>();
    let first = true;
    const step = async (_at: number, signal: AbortSignal) => {
      if (!first) return;
      first = false;
      begun.resolve(signal);
      await goOn.promise;
    };
    await withTasks(database, [countKind({ step })], async ({ tasks, ended }) => {
      const { id } = await tasks.start("count");
      const signal = await begun.promise;
      const other = crypto.randomUUID();
      await startAttempt(database, id, other);
      goOn.resolve();
      await new Promise<void>((resolve) => signal.aborted ? resolve() : signal.addEventListener("abort", () => resolve()));
      assert.deepEqual((await findTask(database, id))?.done, 0);
      // The other attempt dies. The row says that the task is running, so it is delivered again.
      const task = await ended(id);
      assert.deepEqual([task.state, task.findings], ["completed", ["An attempt began at 0"]]);
    });
  },
);

withDatabase("if a position is of an earlier version of the program, the work begins again", async (database) => {
  const release = Promise.withResolvers<void>();
  await database.query(`insert into task (kind, position) values ('count', '{"page": 7}')`);
  await withTasks(database, [countKind({ step: async () => await release.promise })], async ({ ended }) => {
    release.resolve();
    assert.deepEqual((await ended(1)).findings, ["An attempt began at 0"]);
  });
});

withDatabase("a result of an earlier version of the program is still shown as done", async (database) => {
  await database.query("insert into task (kind, state, result, finished_at) values ('count', 'completed', '7', now())");
  const kind = taskKind({
    ...{ name: "count", title: "Count", description: "", unit: "numbers", isSingle: false, byHand: true },
    ...{ parameters: z.object({}), position: z.null(), result: z.object({ to: z.number() }) },
    run: () => Promise.resolve({ to: 1 }),
    describe: ({ to }) => ({ summary: `To ${to}`, lines: [] }),
  });
  await withTasks(database, [kind], async ({ tasks }) => {
    assert.match((await tasks.get(1)).summary ?? "", /earlier version/);
  });
});
