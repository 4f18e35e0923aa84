import assert from "node:assert/strict";
import { renderDocument } from "../../modules/shared/web/layout.tsx";
import { TaskDetails } from "../../modules/tasks/pages/task.tsx";
import { TasksPage } from "../../modules/tasks/pages/tasks.tsx";
import { taskPages } from "../../modules/tasks/page_routes.tsx";
import { Task, TaskState } from "../../modules/tasks/schemas.ts";
import { withDatabase } from "../support/database.ts";
import { pagesOf } from "../support/pages.ts";
import { countKind, withTasks } from "../support/tasks.ts";

const HOSTILE = `<img src=x onerror=alert(1)>`;

function task(changes: Partial<Task> = {}): Task {
  return Task.parse({
    ...{ id: 7, kind: "count", title: "Count to a number", state: "running", done: 25, total: 100, unit: "rows" },
    ...{ perSecond: 12.5, secondsLeft: 6, growing: false, summary: null, findings: [], error: null },
    ...{ createdAt: new Date(0), startedAt: new Date(1_000), finishedAt: null },
    ...changes,
  });
}

Deno.test("the page of a running task shows its progress, rate and time left, and can cancel it", () => {
  const html = renderDocument(<TaskDetails task={task()} />);
  assert.match(html, /25 of 100 rows/);
  assert.match(html, /12\.5 rows\/s · 6 s left/);
  assert.match(html, /action="\/tasks\/7\/cancel"/);
  assert.match(html, /<progress[^>]*value="25"[^>]*max="100"/);
});

Deno.test("each state of a task has its sentence, and only an unfinished task can be cancelled", () => {
  const finishedAt = new Date(62_000);
  const cases: [Partial<Task>, RegExp][] = [
    [{ state: "queued", done: 0, total: null, startedAt: null }, /The task waits for its turn/],
    [{ state: "running", total: null }, /25 rows so far|25 rows/],
    [{ state: "completed", summary: "Counted to 100.", finishedAt }, /Counted to 100\./],
    [{ state: "failed", error: "two is too much", finishedAt }, /two is too much/],
    [{ state: "cancelled", finishedAt }, /The task was cancelled/],
  ];
  for (const [changes, sentence] of cases) {
    const html = renderDocument(<TaskDetails task={task(changes)} />);
    assert.match(html, sentence);
    assert.equal(/\/cancel"/.test(html), changes.finishedAt === undefined, String(changes.state));
    if (changes.finishedAt) assert.match(html, /1 min 1 s/);
  }
});

Deno.test("the findings of a task are listed, and HTML in them is escaped", () => {
  const html = renderDocument(<TaskDetails task={task({ state: "completed", summary: HOSTILE, findings: [HOSTILE, "two"] })} />);
  assert.match(html, />Findings</);
  assert.doesNotMatch(html, /<img src=x/);
});

Deno.test("the list of tasks says if there are none, in all or of one state, and offers the kinds that can be started", () => {
  const kinds = [{ name: "count", title: "Count", description: "Counts." }];
  const props = { page: { items: [], next: null }, state: undefined, states: TaskState.options, cursor: undefined, kinds };
  const empty = renderDocument(<TasksPage {...props} />);
  assert.match(empty, /No task yet/);
  assert.match(empty, /name="kind" value="count"/);
  assert.match(renderDocument(<TasksPage {...props} state="failed" />), /No task is failed/);
  assert.match(renderDocument(<TasksPage {...props} page={{ items: [task()], next: null }} />), /href="\/tasks\/7"/);
});

withDatabase("the pages start a task, redirect a second click to the same task, and cancel it", async (database) => {
  const step = (_at: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  await withTasks(database, [countKind({ step, isSingle: true })], async ({ tasks, until }) => {
    const { get, post } = pagesOf((app) => taskPages(app, { tasks }));
    assert.match((await get("/tasks")).html, /No task yet/);
    const first = await post("/tasks", { kind: "count" });
    assert.deepEqual([first.status, first.location], [303, "/tasks/1"]);
    assert.equal((await post("/tasks", { kind: "count" })).location, "/tasks/1");
    await until(1, ({ state }) => state === "running");
    assert.match((await get("/tasks/1")).html, /The work is under way/);
    const cancelled = await post("/tasks/1/cancel", {});
    assert.deepEqual([cancelled.status, cancelled.location], [303, "/tasks/1"]);
    assert.match((await get("/tasks?state=cancelled")).html, /href="\/tasks\/1"/);
    assert.equal((await get("/tasks/2")).status, 404);
    assert.equal((await post("/tasks", { kind: "odd" })).status, 422);
  });
});
