import { AppError } from "../shared/errors.ts";
import type { Database, Transaction } from "../shared/database/handle.ts";
import { SQL_SET, type SqlSet } from "./sql_set.ts";

/** The files that define the schema of a program. */
export interface SchemaFiles {
  /** A folder of migrations, applied in the order of their names. */
  migrations: URL;
  /** Null: the migrations alone, for tests of states that the set does not fit. */
  set: SqlSet | null;
}

const PROGRAM: SchemaFiles = { migrations: new URL("../../migrations/", import.meta.url), set: SQL_SET };

/** The key of the advisory lock on the schema. No other program may use this key in the same database. */
const ADVISORY_LOCK = 7_214_906_331;

/**
 * Applies the migrations that the database does not have yet, then the set of SQL files if the database has an older one, all in
 * one transaction under an advisory lock. Returns the names of what was applied. Throws `conflict` if the database is newer than
 * the program.
 */
export async function migrate(database: Database, { migrations, set }: SchemaFiles = PROGRAM): Promise<string[]> {
  const files = await migrationFiles(migrations);
  return await database.transaction(async (tx) => {
    await tx.query("select pg_advisory_xact_lock($1)", [ADVISORY_LOCK]);
    const applied = await appliedMigrations(tx);
    const unknown = applied.filter((name) => !files.includes(name));
    if (unknown.length > 0) throw newerDatabase(unknown.join(", "));
    const missing = files.filter((name) => !applied.includes(name));
    for (const name of missing) {
      await tx.script(await Deno.readTextFile(new URL(name, migrations)));
      await tx.query("insert into schema_migration (name) values ($1)", [name]);
    }
    if (set === null || !await applySet(tx, set, missing.length > 0)) return missing;
    return [...missing, `SQL files, number ${set.number}`];
  });
}

/** New migrations want the files too: they may have dropped a view whose columns they change. */
async function applySet(tx: Transaction, { number, files }: SqlSet, isMigrated: boolean): Promise<boolean> {
  const [row] = await tx.query<{ number: number }>("select number from sql_set");
  const known = row?.number ?? 0;
  if (known > number) throw newerDatabase(`number ${known} of the SQL files, not ${number}`);
  if (known === number && !isMigrated) return false;
  for (const file of files) await tx.script(await Deno.readTextFile(file));
  await tx.query(
    "insert into sql_set (number) values ($1) on conflict (one) do update set number = excluded.number, applied_at = now()",
    [number],
  );
  return true;
}

function newerDatabase(what: string): AppError {
  return new AppError(
    "conflict",
    `The database is newer than this program: it has ${what}. Run the program that made it, or a newer one.`,
  );
}

async function appliedMigrations(tx: Transaction): Promise<string[]> {
  await tx.query(
    "create table if not exists schema_migration (name text primary key, applied_at timestamptz not null default now())",
  );
  const rows = await tx.query<{ name: string }>("select name from schema_migration order by name");
  return rows.map(({ name }) => name);
}

async function migrationFiles(folder: URL): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) if (name.endsWith(".sql")) names.push(name);
  return names.sort();
}
