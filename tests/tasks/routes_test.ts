import assert from "node:assert/strict";
import { taskApi } from "../../modules/tasks/routes.ts";
import { Task } from "../../modules/tasks/schemas.ts";
import type { TaskService } from "../../modules/tasks/service.ts";
import { apiOf, appOf } from "../support/api.ts";
import { withDatabase } from "../support/database.ts";
import { countKind, withTasks } from "../support/tasks.ts";

withDatabase("the API starts a task by hand, shows it, lists it and cancels it", async (database) => {
  const begun = Promise.withResolvers<void>();
  const step = (_at: number, signal: AbortSignal) => {
    begun.resolve();
    return new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  };
  await withTasks(database, [countKind({ step, isSingle: true })], async ({ tasks }) => {
    const ask = apiOf((api) => taskApi(api, { tasks }));
    const { status, body } = await ask("POST", "/api/tasks", { kind: "count" });
    assert.deepEqual([status, body.kind, body.state], [201, "count", "queued"]);
    await begun.promise;
    assert.equal((await ask("GET", `/api/tasks/${body.id}`)).body.state, "running");
    assert.equal((await ask("POST", "/api/tasks", { kind: "count" })).status, 409);
    assert.equal((await ask("GET", "/api/tasks?state=running")).body.items.length, 1);
    assert.equal((await ask("POST", `/api/tasks/${body.id}/cancel`)).body.state, "cancelled");
    assert.equal((await ask("POST", `/api/tasks/${body.id}/cancel`)).status, 409);
    const list = await ask("GET", "/api/tasks");
    assert.deepEqual([list.body.items[0].state, list.body.next], ["cancelled", null]);
  });
});

withDatabase("the API refuses unknown tasks, kinds, states and members", async (database) => {
  await withTasks(database, [countKind(), countKind({ name: "own", byHand: false })], async ({ tasks }) => {
    const ask = apiOf((api) => taskApi(api, { tasks }));
    const cases: [string, string, unknown, number][] = [
      ["GET", "/api/tasks/1", undefined, 404],
      ["GET", "/api/tasks/events?id=1", undefined, 404],
      ["POST", "/api/tasks/1/cancel", undefined, 404],
      ["GET", "/api/tasks/none", undefined, 422],
      ["GET", "/api/tasks?state=odd", undefined, 422],
      ["POST", "/api/tasks", { kind: "odd" }, 422],
      ["POST", "/api/tasks", { kind: "own" }, 422],
      ["POST", "/api/tasks", { kind: "count", to: 4 }, 422],
    ];
    for (const [method, path, body, status] of cases) {
      assert.equal((await ask(method, path, body)).status, status, `${method} ${path} ${JSON.stringify(body)}`);
    }
  });
});

withDatabase("the list of tasks is read page by page, newest first", async (database) => {
  await database.query(
    "insert into task (kind, state, finished_at) select 'count', 'completed', now() from generate_series(1, 5)",
  );
  await withTasks(database, [countKind()], async ({ tasks }) => {
    const ask = apiOf((api) => taskApi(api, { tasks }));
    const ids: number[] = [];
    for (let path: string | null = "/api/tasks?limit=2"; path !== null;) {
      const { body } = await ask("GET", path);
      for (const item of body.items) ids.push(item.id);
      path = body.next === null ? null : `/api/tasks?limit=2&cursor=${body.next}`;
    }
    assert.deepEqual(ids, [5, 4, 3, 2, 1]);
  });
});

withDatabase("the events of a task begin with its present state, and end with the task", async (database) => {
  const release = Promise.withResolvers<void>();
  const step = async (at: number) => at === 2 ? await release.promise : undefined;
  await withTasks(database, [countKind({ step })], async ({ tasks, until }) => {
    const { id } = await tasks.start("count");
    const other = await tasks.start("count");
    await until(id, ({ done }) => done > 0);
    const events = readEvents(tasks, `/api/tasks/events?id=${id}`);
    setTimeout(release.resolve, 200);
    const seen = (await Array.fromAsync(events)).map((data) => Task.pick({ id: true, state: true, done: true }).parse(data));
    assert.deepEqual(seen[0], { id, state: "running", done: 1 });
    assert.deepEqual(seen.at(-1), { id, state: "completed", done: 5 });
    assert.ok(seen.every((task) => task.id !== other.id));
  });
});

withDatabase("the events of all tasks begin with the tasks that exist, and go on with each new one", async (database) => {
  await database.query("insert into task (kind, state, finished_at) values ('count', 'completed', now())");
  await withTasks(database, [countKind()], async ({ tasks }) => {
    const seen: string[] = [];
    for await (const data of readEvents(tasks, "/api/tasks/events")) {
      const { id, state } = Task.pick({ id: true, state: true }).parse(data);
      seen.push(`${id} ${state}`);
      if (seen.length === 1) await tasks.start("count");
      if (seen.at(-1) === "2 completed") break;
    }
    assert.deepEqual([seen[0], seen[1]], ["1 completed", "2 queued"]);
    assert.ok(seen.includes("2 running"));
  });
});

/** Returns the data of each event of a stream. */
async function* readEvents(tasks: TaskService, path: string): AsyncGenerator<unknown> {
  const response = await appOf((api) => taskApi(api, { tasks })).request(path);
  assert.match(response.headers.get("content-type") ?? "", /text\/event-stream/);
  let text = "";
  for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += piece;
    const events = text.split("\n\n");
    text = events.pop() ?? "";
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data !== undefined) yield JSON.parse(data).task;
    }
  }
}
