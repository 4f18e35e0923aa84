import { rollBackUnfinished } from "../history/roll_back.ts";
import type { Config } from "../shared/config.ts";
import type { Database } from "../shared/database/handle.ts";
import { openDatabase } from "../shared/database/open.ts";
import { type DiskSpace, watchDisk } from "../shared/disk.ts";
import type { Log } from "../shared/log.ts";
import { type InspectPool, openInspectPool } from "../images/inspect/pool.ts";
import { openStorage, type Storage } from "../images/storing/storage.ts";
import { sweep } from "../images/storing/sweep.ts";
import { keepFolding } from "../search/index/folding.ts";
import type { Closing } from "./closing.ts";
import { historyOf } from "./history.ts";
import { type DataLock, lockDataDirectory } from "./data_lock.ts";
import { migrate } from "./migrate.ts";

/** The database and the files of a data directory, ready for use. */
export interface Library {
  readonly lock: DataLock;
  /** The free space on the disk of the data directory. */
  readonly disk: DiskSpace;
  readonly database: Database;
  readonly storage: Storage;
  readonly inspect: InspectPool;
}

interface LibraryOptions {
  log: Log;
  /** How long to wait for a database server that does not answer. */
  waitMilliseconds?: number;
}

/** Locks the data directory, migrates the database, and removes what a crash left behind. */
export async function openLibrary(config: Config, { log, ...wait }: LibraryOptions, closing: Closing): Promise<Library> {
  const { dataDir } = config;
  const lock = await lockDataDirectory(dataDir);
  closing.add(lock.release);
  const disk = await watchDisk({ dataDir, floorBytes: config.minFree, log, isReserving: config.databaseUrl === undefined });
  closing.add(disk.close);
  const database = await openDatabase(config, { log, disk, ...wait });
  closing.add(database.close);
  await bringUpToDate(database, log);
  const storage = await openStorage(dataDir);
  await sweep({ database, storage, log });
  closing.add(keepFolding({ database, log }));
  const inspect = openInspectPool({ dataDir, processes: config.inspectProcesses, log });
  closing.add(inspect.close);
  return { lock, disk, database, storage, inspect };
}

async function bringUpToDate(database: Database, log: Log): Promise<void> {
  const applied = await migrate(database);
  if (applied.length > 0) log.info("The database was migrated", { applied });
  const rolledBack = await rollBackUnfinished(historyOf(database));
  if (rolledBack.length > 0) log.warning("Operations that a crash left half done were rolled back", { rolledBack });
}
