import { join } from "node:path";
import type { Config } from "../config.ts";
import type { DiskSpace } from "../disk.ts";
import { AppError, DiskError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { type Database, sqlState } from "./handle.ts";
import { openEmbedded } from "./pglite.ts";
import { openServer } from "./postgres.ts";

const OLDEST_VERSION = 150_000;
const WAIT_MILLISECONDS = 30_000;
const LONGEST_PAUSE_MILLISECONDS = 5_000;

export interface OpenOptions {
  log: Log;
  /** The watched disk of the data directory. An embedded database asks it when the disk is full. */
  disk?: DiskSpace;
  /** How long to wait for a server that does not answer. The wait for one that refuses the name or password is at most 30 s. */
  waitMilliseconds?: number;
  /** How long a transaction of an embedded database may take. */
  transactionMilliseconds?: number;
}

/** Opens the database that the configuration names. The log says if it waits for a server. */
export async function openDatabase(
  { databaseUrl, dataDir }: Config,
  { waitMilliseconds = WAIT_MILLISECONDS, ...options }: OpenOptions,
): Promise<Database> {
  if (databaseUrl === undefined) return await openDirectory(join(dataDir, "database"), options);
  const database = openServer(databaseUrl);
  try {
    const version = await untilReachable(() => versionOf(database), waitMilliseconds, options.log);
    if (version < OLDEST_VERSION) {
      throw new AppError("conflict", `The server is PostgreSQL ${Math.floor(version / 10_000)}: 15 or later is needed`);
    }
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openDirectory(directory: string, options: Omit<OpenOptions, "waitMilliseconds">): Promise<Database> {
  try {
    return await openEmbedded({ directory, ...options });
  } catch (error) {
    if (error instanceof DiskError) {
      const detail = `The database under ${directory} cannot be opened, because the disk is full. ${error.message}`;
      throw new AppError("unavailable", detail, { cause: error });
    }
    const detail = `The database under ${directory} cannot be opened: ${
      messageOf(error)
    }. Restore it from a backup, or set DATA_DIR to another directory`;
    throw new AppError("unavailable", detail, { cause: error });
  }
}

async function versionOf(database: Database): Promise<number> {
  const rows = await database.query<{ version: number }>("select current_setting('server_version_num')::int as version");
  return rows[0]?.version ?? 0;
}

async function untilReachable<T>(ask: () => Promise<T>, milliseconds: number, log: Log): Promise<T> {
  const begun = performance.now();
  for (let pause = 500;; pause = Math.min(LONGEST_PAUSE_MILLISECONDS, pause * 2)) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "unavailable") throw error;
      const limit = isRefusal(error) ? Math.min(milliseconds, WAIT_MILLISECONDS) : milliseconds;
      if (performance.now() - begun + pause > limit) throw error;
      log.warning("The database does not answer yet", { error: error.message, again: `in ${pause} ms` });
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** Whether the server refuses the role, the password or the database, which waiting seldom changes. */
function isRefusal({ cause }: AppError): boolean {
  return /^(28...|3D000)$/.test(sqlState(cause) ?? "");
}
