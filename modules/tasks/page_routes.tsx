import type { Hono } from "hono";
import { validate } from "../shared/validate.ts";
import { renderDocument } from "../shared/web/layout.tsx";
import { TaskDetails } from "./pages/task.tsx";
import { TasksPage } from "./pages/tasks.tsx";
import { TaskId, TaskInput, TaskQuery, TaskState } from "./schemas.ts";
import { type TaskService, TaskUnderWay } from "./service.ts";

/** Mounts the list of tasks and the page of each. */
export function taskPages(app: Hono, { tasks }: { tasks: TaskService }): void {
  app.get("/tasks", validate("query", TaskQuery), async (context) => {
    const query = context.req.valid("query");
    const page = await tasks.list(query);
    const props = { page, state: query.state, cursor: query.cursor, states: TaskState.options, kinds: tasks.byHand };
    return context.html(renderDocument(<TasksPage {...props} />));
  });

  app.post("/tasks", validate("form", TaskInput), async (context) => {
    const { kind } = context.req.valid("form");
    return context.redirect(`/tasks/${await start(tasks, kind)}`, 303);
  });

  app.get("/tasks/:id", validate("param", TaskId), async (context) => {
    const task = await tasks.get(context.req.valid("param").id);
    return context.html(renderDocument(<TaskDetails task={task} />));
  });

  app.post("/tasks/:id/cancel", validate("param", TaskId), async (context) => {
    const { id } = await tasks.cancel(context.req.valid("param").id);
    return context.redirect(`/tasks/${id}`, 303);
  });
}

/** Starts a task. Returns the id of the task that is already under way if there is one, as after a double click. */
async function start(tasks: TaskService, kind: string): Promise<number> {
  try {
    return (await tasks.startByHand(kind)).id;
  } catch (error) {
    if (error instanceof TaskUnderWay) return error.taskId;
    throw error;
  }
}
