import { type Api, endpoint } from "../shared/endpoint.ts";
import { streamEvents } from "../shared/events/stream.ts";
import { Task, TaskEventQuery, TaskId, TaskInput, TaskPage, TaskQuery } from "./schemas.ts";
import type { TaskService } from "./service.ts";

/** Mounts the JSON API of tasks. */
export function taskApi(api: Api, { tasks }: { tasks: TaskService }): void {
  endpoint(
    api,
    { method: "get", path: "/tasks", summary: "List tasks, newest first", query: TaskQuery, output: TaskPage },
    ({ query }) => tasks.list(query),
  );
  endpoint(
    api,
    { method: "post", path: "/tasks", summary: "Start a task by hand", body: TaskInput, output: Task, status: 201 },
    async ({ body }, context) => {
      const task = await tasks.startByHand(body.kind);
      context.header("Location", `/api/tasks/${task.id}`);
      return task;
    },
  );
  // This route comes before that of one task, which would take "events" for an id.
  const events = {
    method: "get",
    path: "/tasks/events",
    summary: "What happens to tasks, as server-sent events: task",
    query: TaskEventQuery,
    produces: "text/event-stream",
  } as const;
  endpoint(api, events, async ({ query }, context) => {
    if (query.id !== undefined) await tasks.get(query.id);
    return streamEvents(context, (signal) => tasks.observe(query.id, signal));
  });
  endpoint(
    api,
    { method: "get", path: "/tasks/:id", summary: "One task, with progress and result", params: TaskId, output: Task },
    ({ params }) => tasks.get(params.id),
  );
  endpoint(
    api,
    { method: "post", path: "/tasks/:id/cancel", summary: "Cancel a task for good", params: TaskId, output: Task },
    ({ params }) => tasks.cancel(params.id),
  );
}
