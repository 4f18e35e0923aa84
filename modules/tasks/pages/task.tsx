import { Island } from "../../shared/web/island.tsx";
import { Layout } from "../../shared/web/layout.tsx";
import type { Task } from "../schemas.ts";
import { TaskProgressView } from "./task_progress_view.tsx";

export function TaskDetails({ task }: { task: Task }) {
  return (
    <Layout title={`${task.title}, task ${task.id}`} active="jobs">
      <p class="mb-1">
        <a href="/tasks">← All tasks</a>
      </p>
      <h1 class="mb-5">
        {task.title} <span class="font-normal text-muted">task {task.id}</span>
      </h1>
      <Island name="task_progress" props={{ task }}>
        <TaskProgressView task={task} />
      </Island>
    </Layout>
  );
}
