import type { CrawlManager } from "../crawl/jobs/manager.ts";
import type { Config } from "../shared/config.ts";
import type { Database } from "../shared/database/handle.ts";
import { openDelivery } from "../shared/delivery/delivery.ts";
import type { TaskService } from "../tasks/service.ts";
import { createClosing } from "./closing.ts";
import { type Library, openLibrary } from "./open_library.ts";
import { type JobOptions, runJobs } from "./run_jobs.ts";
import { runTasks } from "./run_tasks.ts";

/** Everything that runs, without HTTP: the web server and the command line stand on it. */
export interface Engine extends Pick<Library, "database" | "storage" | "inspect" | "disk"> {
  readonly config: Config;
  readonly manager: CrawlManager;
  /** What the lock file holds for programs of the same user on this machine. */
  readonly localSecret: string;
  /** Says in the lock file where the web server answers. */
  setAddress(address: string): Promise<void>;
  /** Whether the database answers soon. */
  ready(): Promise<boolean>;
  readonly tasks: TaskService;
  /** Claims no more work, ends jobs and tasks so that they can be resumed, and ends the event streams. */
  stopWork(): Promise<void>;
  /** Ends jobs and tasks so that they can be resumed, then everything else. */
  close(): Promise<void>;
}

export interface EngineOptions extends JobOptions {
  /** How long a database server that does not answer is waited for. */
  waitMilliseconds?: number;
}

const READY_MILLISECONDS = 3_000;

/** Opens the library of the data directory, and begins to run jobs and tasks. What was opened is closed again where a step fails. */
export async function openEngine(config: Config, { waitMilliseconds, ...options }: EngineOptions): Promise<Engine> {
  const closing = createClosing(options.log);
  try {
    const wait = waitMilliseconds === undefined ? {} : { waitMilliseconds };
    const library = await openLibrary(config, { log: options.log, ...wait }, closing);
    const delivery = await openDelivery({ database: library.database, log: options.log });
    closing.add(delivery.close);
    const tasks = await runTasks({ library, delivery, closing }, options);
    const { manager, stop } = await runJobs({ library, delivery, config, closing }, options);
    const { lock, ...opened } = library;
    return {
      ...opened,
      config,
      manager,
      tasks,
      localSecret: lock.secret,
      setAddress: lock.setAddress,
      ready: () => answersSoon(library.database),
      stopWork: async () => {
        await Promise.all([stop(), tasks.stop()]);
        await delivery.close();
      },
      close: closing.close,
    };
  } catch (error) {
    await closing.close();
    throw error;
  }
}

async function answersSoon(database: Database): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const late = setTimeout(resolve, READY_MILLISECONDS, false);
  // That the database does not answer is the answer.
  void database.query("select 1").then(() => resolve(true), () => resolve(false));
  return await promise.finally(() => clearTimeout(late));
}
