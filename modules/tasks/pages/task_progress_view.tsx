import { formatTime } from "../../shared/web/format.ts";
import { ProgressBar } from "../../shared/web/progress_bar.tsx";
import { StatusBadge } from "../../shared/web/status_badge.tsx";
import type { Task } from "../schemas.ts";
import { isFinished, paceOf, statusLine, tookOf } from "../task_view.ts";

export interface TaskProgressProps {
  task: Task;
  /** False while the browser has no connection to the server. */
  connected?: boolean;
}

/** The part of a task's page that changes while the task runs. The server renders it once, the island at each event. */
export function TaskProgressView({ task, connected = true }: TaskProgressProps) {
  const { id, state, done, total, unit, growing, findings } = task;
  return (
    <div class="flex flex-col gap-6">
      <section class="card p-5" aria-label="Progress">
        <div class="flex flex-wrap items-center gap-3">
          <StatusBadge status={state} />
          <p class="min-w-0 flex-1 basis-60 text-muted wrap-anywhere" role="status">
            {connected ? statusLine(task) : "Connection lost; trying again…"}
          </p>
          {!isFinished(state) && (
            <form method="post" action={`/tasks/${id}/cancel`}>
              <button type="submit" class="button button-small button-danger">Cancel</button>
            </form>
          )}
        </div>
        <div class="mt-4">
          <ProgressBar label="Progress" done={done} total={total} unit={unit} note={paceOf(task)} growing={growing} />
        </div>
        <Times task={task} />
      </section>
      {findings.length > 0 && <FindingList findings={findings} />}
    </div>
  );
}

function Times({ task }: { task: Task }) {
  const took = tookOf(task);
  return (
    <dl class="facts mt-4">
      <dt>Queued (UTC)</dt>
      <dd>{formatTime(task.createdAt)}</dd>
      {task.startedAt !== null && (
        <>
          <dt>Begun (UTC)</dt>
          <dd>{formatTime(task.startedAt)}</dd>
        </>
      )}
      {took !== null && (
        <>
          <dt>Took</dt>
          <dd>{took}</dd>
        </>
      )}
    </dl>
  );
}

function FindingList({ findings }: { findings: readonly string[] }) {
  return (
    <section aria-labelledby="findings">
      <h2 id="findings" class="mb-2">Findings</h2>
      <ul class="card divide-y divide-line">
        {findings.map((finding) => <li key={finding} class="px-4 py-2 wrap-anywhere first-letter:uppercase">{finding}</li>)}
      </ul>
    </section>
  );
}
