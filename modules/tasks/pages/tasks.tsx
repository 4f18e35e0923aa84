import type { Page } from "../../shared/page.ts";
import { Island } from "../../shared/web/island.tsx";
import { Layout } from "../../shared/web/layout.tsx";
import { Pagination } from "../../shared/web/pagination.tsx";
import type { TaskKind } from "../kind.ts";
import type { Task, TaskState } from "../schemas.ts";
import { TaskTable } from "./task_table.tsx";

export interface TasksPageProps {
  page: Page<Task>;
  state: TaskState | undefined;
  states: readonly TaskState[];
  cursor: string | undefined;
  /** The kinds that people can start on this page. */
  kinds: readonly Pick<TaskKind, "name" | "title" | "description">[];
}

export function TasksPage({ page, state, states, cursor, kinds }: TasksPageProps) {
  const isNew = page.items.length === 0 && state === undefined && cursor === undefined;
  const isNewest = state === undefined && cursor === undefined;
  return (
    <Layout title="Tasks" active="jobs">
      <p class="mb-1">
        <a href="/jobs">← Jobs</a>
      </p>
      <div class="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1>Tasks</h1>
        {!isNew && <StateFilter state={state} states={states} />}
      </div>
      {isNew
        ? <NoTasks />
        : page.items.length === 0
        ? <p class="card px-6 py-8 text-muted">No task is {state}.</p>
        : isNewest
        ? (
          <Island name="task_list" props={{ tasks: page.items }}>
            <TaskTable tasks={page.items} />
          </Island>
        )
        : <TaskTable tasks={page.items} />}
      <Pagination path="/tasks" query={{ state }} cursor={cursor} next={page.next} />
      {kinds.length > 0 && <StartByHand kinds={kinds} />}
    </Layout>
  );
}

function StateFilter({ state, states }: Pick<TasksPageProps, "state" | "states">) {
  return (
    <nav aria-label="State" class="flex flex-wrap gap-1">
      <a href="/tasks" class="nav-link" aria-current={state === undefined ? "page" : undefined}>all</a>
      {states.map((name) => (
        <a key={name} href={`/tasks?state=${name}`} class="nav-link" aria-current={state === name ? "page" : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}

function NoTasks() {
  return (
    <div class="card mx-auto max-w-2xl px-6 py-12 text-center">
      <h2 class="text-lg">No task yet</h2>
      <p class="mt-2 text-muted">
        Long work that is not a crawl is listed here, with its progress and its result. Finished tasks are removed after 30 days.
      </p>
    </div>
  );
}

function StartByHand({ kinds }: Pick<TasksPageProps, "kinds">) {
  return (
    <section class="mt-8" aria-labelledby="start">
      <h2 id="start" class="mb-2">Start a task</h2>
      <ul class="card divide-y divide-line">
        {kinds.map(({ name, title, description }) => (
          <li key={name} class="flex flex-wrap items-center gap-x-6 gap-y-3 px-4 py-3">
            <div class="min-w-0 flex-1 basis-72">
              <h3 class="font-medium">{title}</h3>
              <p class="text-muted">{description}</p>
            </div>
            <form method="post" action="/tasks">
              <input type="hidden" name="kind" value={name} />
              <button type="submit" class="button button-small button-quiet" aria-label={`Start: ${title}`}>Start</button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  );
}
