import { useState } from "preact/hooks";
import { mountIsland } from "../../shared/web/mount_island.ts";
import { TaskTable } from "../pages/task_table.tsx";
import type { Task } from "../schemas.ts";
import { useTaskEvents } from "../use_task_events.ts";

/** Shows the newest tasks, and updates them while the page is open. */
function TaskList({ tasks: initial }: { tasks: Task[] }) {
  const [tasks, setTasks] = useState(initial);
  useTaskEvents("", false, (task) => setTasks((known) => withTask(known, task)));
  return <TaskTable tasks={tasks} />;
}

/** Replaces a task that is shown, or adds a new one in front. A task older than those that are shown is ignored. */
function withTask(known: readonly Task[], task: Task): Task[] {
  if (known.some(({ id }) => id === task.id)) return known.map((other) => other.id === task.id ? task : other);
  const newest = known[0];
  return newest !== undefined && task.id < newest.id ? [...known] : [task, ...known];
}

mountIsland("task_list", TaskList);
