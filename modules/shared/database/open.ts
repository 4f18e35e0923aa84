import { join } from "node:path";
import type { Config } from "../config.ts";
import { AppError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Database } from "./handle.ts";
import { openEmbedded } from "./pglite.ts";
import { openServer } from "./postgres.ts";

const OLDEST_VERSION = 150_000;
const PATIENCE_MILLISECONDS = 30_000;

/** Opens the database that the configuration names. A server that does not answer yet is waited for, half a minute at most. */
export async function openDatabase({ databaseUrl, dataDir }: Config, log: Log): Promise<Database> {
  if (databaseUrl === undefined) return await openDirectory(join(dataDir, "database"));
  const database = openServer(databaseUrl);
  try {
    const version = await untilReachable(() => versionOf(database), log);
    if (version < OLDEST_VERSION) {
      throw new AppError("conflict", `The server is PostgreSQL ${Math.floor(version / 10_000)}: 15 or later is needed`);
    }
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openDirectory(directory: string): Promise<Database> {
  try {
    return await openEmbedded({ directory });
  } catch (error) {
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

async function untilReachable<T>(ask: () => Promise<T>, log: Log): Promise<T> {
  const deadline = performance.now() + PATIENCE_MILLISECONDS;
  for (let wait = 500;; wait = Math.min(5_000, wait * 2)) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "unavailable" || performance.now() + wait > deadline) throw error;
      log.warning("The database does not answer yet", { error: error.message, again: `in ${wait} ms` });
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}
