import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { AppError } from "../../modules/shared/errors.ts";
import { migrate } from "../../modules/app/migrate.ts";
import { openServer } from "../../modules/shared/database/postgres.ts";
import { createServerDatabase, KINDS, withDatabase } from "../support/database.ts";

withDatabase("migrate() applies nothing to a database that has all migrations", async (database) => {
  const names = async () => await database.query<{ name: string }>("select name from schema_migration order by name");
  const before = await names();
  assert.deepEqual(await migrate(database), []);
  assert.deepEqual(await names(), before);
  assert(before.length >= 5);
});

withDatabase(
  "migrate() refuses a database that is newer than the program, and names the unknown migrations",
  async (database) => {
    await database.query("insert into schema_migration (name) values ('9999_future.sql')");
    try {
      await assert.rejects(
        migrate(database),
        (error) =>
          error instanceof AppError && error.code === "conflict" && /newer than this program.*9999_future/.test(error.message),
      );
    } finally {
      await database.query("delete from schema_migration where name = '9999_future.sql'");
    }
  },
);

withDatabase("migrate() applies all of the new migrations or none", async (database) => {
  const folder = await Deno.makeTempDir({ prefix: "migrations-" });
  const applied = await database.query<{ name: string }>("select name from schema_migration");
  for (const { name } of applied) await Deno.writeTextFile(`${folder}/${name}`, "");
  await Deno.writeTextFile(
    `${folder}/9001_good.sql`,
    "create table migrate_test (id int);\ninsert into migrate_test values (1);",
  );
  await Deno.writeTextFile(`${folder}/9002_bad.sql`, "create table migrate_test (id int);");
  const url = pathToFileURL(`${folder}/`);
  try {
    await assert.rejects(migrate(database, { migrations: url, set: null }), /already exists/);
    const [row] = await database.query<{ found: string | null }>("select to_regclass('migrate_test')::text as found");
    assert.equal(row?.found, null);
    await Deno.remove(`${folder}/9002_bad.sql`);
    assert.deepEqual(await migrate(database, { migrations: url, set: null }), ["9001_good.sql"]);
    assert.deepEqual(await migrate(database, { migrations: url, set: null }), []);
  } finally {
    await database.query("drop table if exists migrate_test");
    await database.query("delete from schema_migration where name like '90%'");
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name: "two programs that call migrate() at the same time apply each migration once (server)",
  ignore: !KINDS.includes("server"),
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const { url, drop } = await createServerDatabase();
    const databases = [openServer(url, { connections: 1 }), openServer(url, { connections: 1 })] as const;
    try {
      await databases[0].query("drop schema public cascade");
      await databases[0].query("create schema public");
      const applied = await Promise.all(databases.map((database) => migrate(database)));
      assert.equal(applied.filter((names) => names.length === 0).length, 1);
      assert.equal(new Set(applied.flat()).size, applied.flat().length);
    } finally {
      await Promise.all(databases.map((database) => database.close()));
      await drop();
    }
  },
});
