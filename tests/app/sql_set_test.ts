import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { migrate } from "../../modules/app/migrate.ts";
import { SQL_SET, SQL_SET_DIGESTS } from "../../modules/app/sql_set.ts";
import type { Database } from "../../modules/shared/database/handle.ts";
import { openEmbedded } from "../../modules/shared/database/pglite.ts";
import { openServer } from "../../modules/shared/database/postgres.ts";
import { AppError } from "../../modules/shared/errors.ts";
import { createDatabaseFrom, KINDS, openTestDatabase, withDatabase } from "../support/database.ts";
import { withDirectory } from "../support/directory.ts";
import { ROOT } from "../support/run_deno.ts";

const MIGRATIONS = new URL("../../migrations/", import.meta.url);
/** The first migration that leaves functions, views and triggers to the SQL files. */
const FIRST_WITH_SET = "0023_sql_set.sql";
const DEFINES = /create (?:or replace )?(function|view|trigger|aggregate) (\w+)/g;

Deno.test("The number of the SQL files was raised with their text", async () => {
  const hash = createHash("sha256");
  for (const file of SQL_SET.files) hash.update(await Deno.readFile(file));
  const digest = hash.digest("hex");
  assert.equal(
    SQL_SET_DIGESTS[SQL_SET.number - 1],
    digest,
    `The files have changed: raise SQL_SET.number and put "${digest}" at the end of SQL_SET_DIGESTS`,
  );
  assert.equal(SQL_SET_DIGESTS.length, SQL_SET.number);
});

Deno.test("Every SQL file of a module is in the set, once", async () => {
  const listed = SQL_SET.files.map((file) => relative(fileURLToPath(ROOT), fileURLToPath(file)));
  assert.deepEqual(listed.toSorted(), (await sqlFiles("modules")).toSorted());
});

Deno.test("The SQL files define each name once, and no migration since they exist defines or calls what is theirs", async () => {
  const texts = await Promise.all(SQL_SET.files.map((file) => Deno.readTextFile(file)));
  const defined = texts.flatMap((text) => [...text.matchAll(DEFINES)]).map(([, kind = "", name = ""]) => ({ kind, name }));
  const keys = defined.map(({ kind, name }) => `${kind} ${name}`);
  assert.deepEqual(keys.filter((key, at) => keys.indexOf(key) !== at), []);
  const entries = await Array.fromAsync(Deno.readDir(MIGRATIONS));
  const migrations = entries.map(({ name }) => name).filter((name) => name >= FIRST_WITH_SET);
  for (const migration of migrations) {
    const text = (await Deno.readTextFile(new URL(migration, MIGRATIONS))).replace(/--.*$/gm, "");
    assert.doesNotMatch(text, /create (or replace )?(view|trigger)/, migration);
    for (const { name } of defined) assert.doesNotMatch(text, new RegExp(`\\b${name}\\s*\\(`), migration);
  }
});

withDatabase("A program with a lower number of the SQL files than the database refuses to start", async (database) => {
  const before = await database.query<{ number: number }>("select number from sql_set");
  assert.deepEqual(before, [{ number: SQL_SET.number }]);
  await database.query("update sql_set set number = number + 1");
  try {
    await assert.rejects(
      migrate(database),
      (error) =>
        error instanceof AppError && error.code === "conflict" && /newer than this program.*SQL files/.test(error.message),
    );
  } finally {
    await database.query("update sql_set set number = $1", [SQL_SET.number]);
  }
});

withDatabase("A database with a lower number takes the SQL files again, and keeps its bitmaps", async (database) => {
  const catalog = await catalogOf(database);
  await database.query("update sql_set set number = 0");
  assert.deepEqual(await migrate(database), [`SQL files, number ${SQL_SET.number}`]);
  assert.deepEqual(await migrate(database), []);
  assert.deepEqual(await catalogOf(database), catalog);
});

for (const kind of KINDS) {
  Deno.test(`A database that was upgraded from commit 1c3cce5 has the catalog of a new one (${kind})`, () =>
    withDirectory(async (directory) => {
      const fresh = await openTestDatabase(kind);
      const catalog = await catalogOf(fresh).finally(() => fresh.close());
      assert.ok(catalog.functions.length > 30 && catalog.triggers.length > 15 && catalog.views.length > 2);
      const { database, drop } = await openFixture(kind, directory);
      try {
        await migrate(database);
        assert.deepEqual(await catalogOf(database), catalog);
      } finally {
        await database.close();
        await drop();
      }
    }));
}

async function openFixture(
  kind: Database["kind"],
  directory: string,
): Promise<{ database: Database; drop: () => Promise<void> }> {
  const archive = fileURLToPath(new URL(`../fixtures/${kind}-1c3cce5.tar.gz`, import.meta.url));
  const { success } = await new Deno.Command("tar", { args: ["-xzf", archive, "-C", directory] }).output();
  assert.ok(success);
  if (kind === "embedded") {
    return { database: await openEmbedded({ directory: join(directory, "data/database") }), drop: () => Promise.resolve() };
  }
  const { url, drop } = await createDatabaseFrom(await Deno.readTextFile(join(directory, "database.sql")));
  return { database: openServer(url, { connections: 1 }), drop };
}

/** What migrations and SQL files make, each as the database would write it. */
async function catalogOf(db: Database) {
  const list = async (sql: string) => (await db.query<{ text: string }>(sql)).map(({ text }) => text).toSorted();
  return {
    functions: await list(
      `select case prokind when 'a' then proname || oidvectortypes(proargtypes) || coalesce(agginitval, '')
        else pg_get_functiondef(pg_proc.oid) end as text
      from pg_proc left join pg_aggregate on aggfnoid = pg_proc.oid where pronamespace = 'public'::regnamespace`,
    ),
    views: await list("select viewname || definition as text from pg_views where schemaname = 'public'"),
    triggers: await list(
      `select pg_get_triggerdef(pg_trigger.oid) as text from pg_trigger join pg_class on pg_class.oid = tgrelid
      where not tgisinternal and relnamespace = 'public'::regnamespace`,
    ),
    columns: await list(
      `select table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable || coalesce(generation_expression, '')
        || coalesce(column_default, '') as text
      from information_schema.columns where table_schema = 'public'`,
    ),
    indexes: await list("select indexdef as text from pg_indexes where schemaname = 'public'"),
    // Without parentheses: a dump writes `between` as two comparisons, which are read back with other ones.
    constraints: await list(
      `select translate(conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid), '()', '') as text
      from pg_constraint where connamespace = 'public'::regnamespace`,
    ),
  };
}

async function sqlFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    const path = `${folder}/${name}`;
    if (isDirectory) found.push(...await sqlFiles(path));
    else if (name.endsWith(".sql")) found.push(path);
  }
  return found;
}
