import { AppError } from "../shared/errors.ts";
import type { Database, Queryable } from "../shared/database/handle.ts";

const FOLDER = new URL("../../migrations/", import.meta.url);
/** The number of the advisory lock. Any fixed number will do that no other program on the same server uses. */
const ADVISORY_LOCK = 7_214_906_331;

/**
 * Applies the migrations that the database does not have yet in the order of their names, all in one transaction under an advisory
 * lock. Returns the names of the applied migrations. Throws `conflict` if the database is newer than the program.
 */
export async function migrate(database: Database, folder: URL = FOLDER): Promise<string[]> {
  const files = await migrationFiles(folder);
  return await database.transaction(async (tx) => {
    await tx.query("select pg_advisory_xact_lock($1)", [ADVISORY_LOCK]);
    const applied = await appliedMigrations(tx);
    const unknown = applied.filter((name) => !files.includes(name));
    if (unknown.length > 0) {
      throw new AppError(
        "conflict",
        `The database is newer than this program: it has ${unknown.join(", ")}. Run the program that made it, or a newer one.`,
      );
    }
    const missing = files.filter((name) => !applied.includes(name));
    for (const name of missing) {
      await tx.script(await Deno.readTextFile(new URL(name, folder)));
      await tx.query("insert into schema_migration (name) values ($1)", [name]);
    }
    return missing;
  });
}

async function appliedMigrations(tx: Queryable): Promise<string[]> {
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
