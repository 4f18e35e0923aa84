import { z } from "zod";
import type { Database } from "../shared/database/handle.ts";
import type { Delivery } from "../shared/delivery/delivery.ts";
import { createRunning } from "../shared/delivery/running.ts";
import { AppError } from "../shared/errors.ts";
import { createHub, type EventHub, observeTopic, type Published } from "../shared/events/hub.ts";
import type { Log } from "../shared/log.ts";
import { createPaces } from "../shared/pace.ts";
import { cutPage, decodeCursor, type Page } from "../shared/page.ts";
import { runAttempt } from "./attempt.ts";
import type { TaskKind } from "./kind.ts";
import { cancelTask, findTask, findTaskOfKey, insertTask, listTasks, type TaskRow } from "./repository.ts";
import { describeTask } from "./describe.ts";
import type { Task, TaskEvent, TaskQuery } from "./schemas.ts";
import { isFinished } from "./task_view.ts";
import { addSchedules, startUpkeep } from "./upkeep.ts";

/** Thrown if a task cannot be started because another one of its kind has not finished. */
export class TaskUnderWay extends AppError {
  readonly taskId: number;

  constructor(taskId: number, title: string) {
    super("conflict", `Task ${taskId} already does this: ${title}`);
    this.taskId = taskId;
  }
}

/** What can be done with tasks. Pages, API and other slices use it. */
export interface TaskService {
  /** The kinds that people may start by hand. */
  readonly byHand: readonly Pick<TaskKind, "name" | "title" | "description">[];
  /** Starts a task. Throws `TaskUnderWay` if its kind is single and one is queued or running. */
  start(kind: string, parameters?: object): Promise<Task>;
  /** Starts a task of one of the kinds in `byHand`. Throws `invalid` for other kinds, and `TaskUnderWay`. */
  startByHand(kind: string): Promise<Task>;
  get(id: number): Promise<Task>;
  /** Lists tasks, the newest first. */
  list(query: TaskQuery): Promise<Page<Task>>;
  cancel(id: number): Promise<Task>;
  /** Yields a task, and again after each change until it has finished; without an id, the newest tasks and then all changes. */
  observe(id: number | undefined, signal: AbortSignal): AsyncIterable<Published<TaskEvent>>;
  /** Starts no more tasks, queues those under way again, and ends the event streams. Repeated calls wait for the first. */
  stop(): Promise<void>;
}

export interface TaskDeps {
  database: Database;
  delivery: Delivery;
  kinds: readonly TaskKind[];
  log: Log;
}

/** How many tasks a node runs at a time. */
const CONCURRENCY = 2;
/** How many tasks an observer of all tasks gets at first. */
const SNAPSHOT = 50;
/** The topic of all events. Observers of one task filter them. */
const TOPIC = 0;

/** Creates the service, and starts to run queued tasks. */
export async function openTasks({ database, delivery, kinds, log }: TaskDeps): Promise<TaskService> {
  const hub = createHub<TaskEvent>();
  const paces = createPaces();
  const byName = new Map(kinds.map((kind) => [kind.name, kind]));
  const view = (row: TaskRow) => describeTask(row, byName.get(row.kind), paces);
  const changed = (row: TaskRow) => hub.publish(TOPIC, { id: null, event: { type: "task", task: view(row) } });
  const attempt = { database: database.background, kinds: byName, log, changed };
  const running = createRunning((id, signal) => runAttempt(attempt, id, signal));
  await addSchedules(database, kinds);
  const queue = await delivery.work("task", { concurrency: CONCURRENCY, run: running.run });
  const endUpkeep = startUpkeep({ database: database.background, queue, kinds, log });

  const start = async (name: string, parameters: object = {}): Promise<Task> => {
    const kind = byName.get(name);
    if (kind === undefined) throw new AppError("invalid", `There are no tasks of the kind "${name}"`);
    const row = await insertOnce(database, kind, kind.parse(parameters));
    changed(row);
    await queue.enqueue(row.id);
    return view(row);
  };
  let stopping: Promise<void> | undefined;
  return {
    byHand: kinds.filter(({ byHand }) => byHand),
    start,
    startByHand: async (name) => {
      const allowed = kinds.filter(({ byHand }) => byHand).map((kind) => kind.name);
      if (!allowed.includes(name)) {
        throw new AppError("invalid", `Tasks of the kind "${name}" cannot be started by hand. These can: ${allowed.join(", ")}`);
      }
      return await start(name);
    },
    get: async (id) => view(await findTask(database, id) ?? missing(id)),
    list: async (query) => await listViews(database, query, view),
    cancel: async (id) => {
      const row = await cancelTask(database, id);
      if (row === null) throw await notCancellable(database, id);
      running.abort(id);
      changed(row);
      return view(row);
    },
    observe: (id, signal) => observe({ database, hub, view }, id, signal),
    stop: () =>
      stopping ??= (async () => {
        const ended = endUpkeep();
        hub.close();
        await running.stop();
        await ended;
      })(),
  };
}

async function insertOnce(database: Database, { name, title, isSingle }: TaskKind, parameters: unknown): Promise<TaskRow> {
  const singleKey = isSingle ? name : null;
  // The other task may finish between the two queries, so both are repeated.
  for (let turn = 0; turn < 3; turn++) {
    const row = await insertTask(database, { kind: name, parameters, singleKey });
    if (row !== null) return row;
    const other = singleKey === null ? null : await findTaskOfKey(database, singleKey);
    if (other !== null) throw new TaskUnderWay(other.id, title);
  }
  throw new AppError("unavailable", "Another task of this kind has just finished. Try again");
}

async function listViews(
  database: Database,
  { state, limit, cursor }: TaskQuery,
  view: (row: TaskRow) => Task,
): Promise<Page<Task>> {
  const before = decodeCursor(cursor, z.tuple([z.number().int()]))?.[0];
  const rows = await listTasks(database, { state, before, limit: limit + 1 });
  return cutPage(rows.map(view), limit, ({ id }) => [id]);
}

function missing(id: number): never {
  throw new AppError("not_found", `Task ${id} does not exist`);
}

async function notCancellable(database: Database, id: number): Promise<AppError> {
  const { state } = await findTask(database, id) ?? missing(id);
  return new AppError("conflict", `Task ${id} is ${state}. Only a queued or running task can be cancelled`);
}

interface ObserveDeps {
  database: Database;
  hub: EventHub<TaskEvent>;
  view: (row: TaskRow) => Task;
}

function observe(deps: ObserveDeps, id: number | undefined, signal: AbortSignal): AsyncIterable<Published<TaskEvent>> {
  return observeTopic(
    deps.hub,
    TOPIC,
    signal,
    (events) => id === undefined ? eventsOfAll(deps, events) : eventsOfTask(deps, id, events),
  );
}

async function* eventsOfAll({ database, view }: ObserveDeps, events: AsyncIterable<Published<TaskEvent>>) {
  for (const row of (await listTasks(database, { limit: SNAPSHOT })).reverse()) yield eventOf(view(row));
  yield* events;
}

async function* eventsOfTask({ database, view }: ObserveDeps, id: number, events: AsyncIterable<Published<TaskEvent>>) {
  const task = view(await findTask(database, id) ?? missing(id));
  yield eventOf(task);
  if (isFinished(task.state)) return;
  for await (const published of events) {
    if (published.event.task.id !== id) continue;
    yield published;
    if (isFinished(published.event.task.state)) return;
  }
}

function eventOf(task: Task): Published<TaskEvent> {
  return { id: null, event: { type: "task", task } };
}
