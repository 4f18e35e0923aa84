import type { CrawlManager } from "../crawl/service.ts";
import type { Config } from "../shared/config.ts";
import type { Database } from "../shared/database/handle.ts";
import { openDelivery } from "../shared/delivery/delivery.ts";
import type { TaskService } from "../tasks/service.ts";
import { createClosing } from "./closing.ts";
import { type Library, openLibrary } from "./open_library.ts";
import { assertCrawlersDir, type JobOptions, runJobs } from "./run_jobs.ts";
import { runTasks } from "./run_tasks.ts";

/** Everything that runs except HTTP. The web server and the commands use it. */
export interface Engine extends Pick<Library, "database" | "storage" | "inspect" | "disk"> {
  readonly config: Config;
  readonly manager: CrawlManager;
  /** The secret in the lock file, for programs of the same user on this machine. */
  readonly localSecret: string;
  /** Writes the address of the web server into the lock file. */
  setAddress(address: string): Promise<void>;
  /** Whether the database answers within a short time. */
  ready(): Promise<boolean>;
  readonly tasks: TaskService;
  /** Stops claiming work, ends jobs and tasks so that they can be resumed, and ends the event streams. */
  stopWork(): Promise<void>;
  /** Ends jobs and tasks so that they can be resumed, then everything else. */
  close(): Promise<void>;
}

export interface EngineOptions extends JobOptions {
  /** How long to wait for a database server that does not answer. */
  waitMilliseconds?: number;
}

const READY_MILLISECONDS = 3_000;

/** Opens the library of the data directory, and starts to run jobs and tasks. If a step fails, the earlier steps are closed again. */
export async function openEngine(config: Config, { waitMilliseconds, ...options }: EngineOptions): Promise<Engine> {
  const closing = createClosing(options.log);
  try {
    await assertCrawlersDir(config.crawl.crawlersDir);
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
  // A rejection means that the database does not answer.
  void database.query("select 1").then(() => resolve(true), () => resolve(false));
  return await promise.finally(() => clearTimeout(late));
}
