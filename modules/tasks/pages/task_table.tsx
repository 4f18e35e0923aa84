import { formatTime } from "../../shared/web/format.ts";
import { amount, ProgressBar } from "../../shared/web/progress_bar.tsx";
import { StatusBadge } from "../../shared/web/status_badge.tsx";
import type { Task } from "../schemas.ts";
import { paceOf, tookOf } from "../task_view.ts";

/** A table of tasks, the newest first. The server renders it once; the island renders it again at each event. */
export function TaskTable({ tasks }: { tasks: readonly Task[] }) {
  return (
    <div class="card">
      <table class="table">
        <thead>
          <tr>
            <th class="max-sm:hidden">Task</th>
            <th>What</th>
            <th>State</th>
            <th class="max-md:hidden">Progress</th>
            <th class="max-lg:hidden">Begun (UTC)</th>
            <th class="number max-lg:hidden">Took</th>
          </tr>
        </thead>
        <tbody>{tasks.map((task) => <TaskRow key={task.id} task={task} />)}</tbody>
      </table>
    </div>
  );
}

function TaskRow({ task }: { task: Task }) {
  const { id, title, state, done, total, unit, summary, error, startedAt } = task;
  const outcome = summary ?? error;
  return (
    <tr class="hover:bg-sunken/60">
      <td class="text-muted tabular-nums max-sm:hidden">{id}</td>
      <td class="w-full wrap-anywhere">
        <a href={`/tasks/${id}`} class="font-medium">{title}</a>
        {outcome !== null && <p class="text-xs text-muted">{outcome}</p>}
        {state === "running" && <p class="text-xs text-muted tabular-nums md:hidden">{amount(done, total)} {unit}</p>}
      </td>
      <td>
        <StatusBadge status={state} />
      </td>
      <td class="min-w-56 max-md:hidden">
        {state === "queued"
          ? <span class="text-muted">–</span>
          : <ProgressBar label={`Progress of task ${id}`} done={done} total={total} unit={unit} note={paceOf(task)} />}
      </td>
      <td class="whitespace-nowrap max-lg:hidden">
        {startedAt === null ? "–" : <time dateTime={new Date(startedAt).toISOString()}>{formatTime(startedAt)}</time>}
      </td>
      <td class="number whitespace-nowrap max-lg:hidden">{tookOf(task) ?? "–"}</td>
    </tr>
  );
}
