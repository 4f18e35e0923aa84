import { join } from "node:path";
import { type Config, readConfig } from "../../modules/shared/config.ts";
import { type DiskSpace, watchDisk } from "../../modules/shared/disk.ts";
import type { Database } from "../../modules/shared/database/handle.ts";
import { openDatabase } from "../../modules/shared/database/open.ts";
import { createLog } from "../../modules/shared/log.ts";
import { unpackTemplate } from "./database.ts";

/**
 * Runs an embedded database in the directory of its argument, fills the disk, and prints the database's errors and times as JSON.
 * The directory must be on a small disk of its own.
 */
export interface FullDiskOutcome {
  /** The error of a write on the full disk, and the milliseconds until a read was answered after it. */
  wall: { acknowledged: number; refused: string; readAgain: number; rows: number };
  /** The error of a start with a reserve, and the number of rows before it. */
  startWithReserve: { said: string; rows: number };
  startWithout: string;
  /** The number of rows after there was room again. */
  afterwards: number;
}

/** Writes one megabyte of PostgreSQL's log, and a row. */
const WRITE = `with row as (insert into boat select coalesce(max(id), 0) + 1 from boat returning id)
  select pg_logical_emit_message(false, 'fill', repeat('x', 1000000)) from row`;

let directory = "";
let config: Config;
const log = createLog({ level: "warning", format: "text" });

async function withLibrary<T>(work: (database: Database, disk: DiskSpace) => Promise<T>): Promise<T> {
  const disk = await watchDisk({ dataDir: directory, floorBytes: config.minFree, log, isReserving: true });
  try {
    const database = await openDatabase(config, { log, disk });
    return await work(database, disk).finally(() => database.close());
  } finally {
    disk.close();
  }
}

async function fill(): Promise<void> {
  using file = await Deno.open(join(directory, "filler"), { create: true, append: true });
  for (const size of [1 << 20, 1 << 12]) {
    const block = new Uint8Array(size).fill(1);
    try {
      for (;;) await file.write(block);
    } catch {
      // The disk has no room for a block of this size.
    }
  }
}

async function rows(database: Database): Promise<number> {
  const [row] = await database.query<{ count: number }>("select count(*) from boat");
  return row?.count ?? 0;
}

async function meetWall(): Promise<FullDiskOutcome["wall"]> {
  return await withLibrary(async (database, disk) => {
    await database.query("create table boat (id int)");
    while (!await exists("reserve")) await disk.look();
    let acknowledged = 0;
    const write = async () => {
      await database.query(WRITE);
      acknowledged++;
    };
    await write();
    await fill();
    const refused = await untilRefused(write);
    const begun = performance.now();
    let count = -1;
    for (; count < 0; await new Promise((resolve) => setTimeout(resolve, 50))) count = await rows(database).catch(() => -1);
    return { acknowledged, refused, readAgain: performance.now() - begun, rows: count };
  });
}

async function untilRefused(write: () => Promise<unknown>): Promise<string> {
  for (;;) {
    try {
      await write();
    } catch (error) {
      return String(error);
    }
  }
}

async function exists(name: string): Promise<boolean> {
  return await Deno.stat(join(directory, name)).then(() => true, () => false);
}

async function main(): Promise<FullDiskOutcome> {
  directory = Deno.args[0] ?? "";
  config = readConfig({ DATA_DIR: directory, MIN_FREE_MEGABYTES: "60" });
  await unpackTemplate(join(directory, "database"));
  const wall = await meetWall();
  await Deno.remove(join(directory, "filler"));
  await withLibrary(async (_, disk) => {
    while (!await exists("reserve")) await disk.look();
  });
  await fill();
  const startWithReserve = await withLibrary(async (database, disk) => ({
    said: disk.shortage() ?? "",
    rows: await rows(database),
  }));
  await fill();
  const startWithout = await withLibrary(() => Promise.resolve("it started")).catch(String);
  await Deno.remove(join(directory, "filler"));
  return { wall, startWithReserve, startWithout, afterwards: await withLibrary(rows) };
}

if (import.meta.main) await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(await main())));
