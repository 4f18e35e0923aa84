import { useState } from "preact/hooks";
import { mountIsland } from "../../shared/web/mount_island.ts";
import { TaskProgressView } from "../pages/task_progress_view.tsx";
import type { Task } from "../schemas.ts";
import { isFinished } from "../task_view.ts";
import { useTaskEvents } from "../use_task_events.ts";

/** Follows one task until it has finished. The browser reconnects by itself. */
function TaskProgress({ task: initial }: { task: Task }) {
  const [task, setTask] = useState(initial);
  const connected = useTaskEvents(`?id=${initial.id}`, isFinished(task.state), setTask);
  return <TaskProgressView task={task} connected={connected} />;
}

mountIsland("task_progress", TaskProgress);
