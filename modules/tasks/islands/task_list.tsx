import { useState } from "preact/hooks";
import { mountIsland } from "../../shared/web/mount_island.ts";
import { TaskTable } from "../pages/task_table.tsx";
import type { Task } from "../schemas.ts";
import { useTaskEvents } from "../use_task_events.ts";

/** Keeps the newest tasks up to date, as long as the page is open. */
function TaskList({ tasks: initial }: { tasks: Task[] }) {
  const [tasks, setTasks] = useState(initial);
  useTaskEvents("", false, (task) => setTasks((known) => withTask(known, task)));
  return <TaskTable tasks={tasks} />;
}

/** A new task goes in front. One that is older than the page shows is left out. */
function withTask(known: readonly Task[], task: Task): Task[] {
  if (known.some(({ id }) => id === task.id)) return known.map((other) => other.id === task.id ? task : other);
  const newest = known[0];
  return newest !== undefined && task.id < newest.id ? [...known] : [task, ...known];
}

mountIsland("task_list", TaskList);
