import assert from "node:assert/strict";
import { openEmbedded } from "../../../modules/shared/database/pglite.ts";
import { type Database, sqlState } from "../../../modules/shared/database/handle.ts";
import { embeddedTemplate } from "../../support/database.ts";

async function withEmbedded(body: (database: Database) => Promise<void>): Promise<void> {
  const database = await openEmbedded({ template: await embeddedTemplate() });
  try {
    await body(database);
  } finally {
    await database.close();
  }
}

const failing = (state: string) => (error: unknown) => sqlState(error) === state;

Deno.test("an embedded statement that fails, asked for the first time or again, leaves those after it as they are", () =>
  withEmbedded(async (database) => {
    const divide = "select 6 / $1::int as result";
    for (let turn = 0; turn < 2; turn++) {
      await assert.rejects(database.query("select nothing"), failing("42703"));
      await assert.rejects(database.query(divide, [0]), failing("22012"));
      await assert.rejects(database.query(divide, ["six"]), failing("22P02"));
      assert.deepEqual(await database.query(divide, [2]), [{ result: 3 }]);
    }
    await assert.rejects(
      database.transaction(async (tx) => {
        await tx.query(divide, [0]).catch(() => {});
        await tx.query(divide, [1]);
      }),
      failing("25P02"),
    );
    assert.deepEqual(await database.query(divide, [3]), [{ result: 2 }]);
  }));

Deno.test("an embedded statement returns the columns that a migration has just added to its table", () =>
  withEmbedded(async (database) => {
    await database.query("create table boat (id int)");
    await database.query("insert into boat values ($1)", [1]);
    assert.deepEqual(await database.query("select * from boat"), [{ id: 1 }]);
    await database.transaction((tx) => tx.script("alter table boat add column name text default 'sloop'"));
    assert.deepEqual(await database.query("select * from boat"), [{ id: 1, name: "sloop" }]);
  }));

Deno.test("embedded statements give what they gave however many others there were between", () =>
  withEmbedded(async (database) => {
    for (let turn = 0; turn < 2; turn++) {
      for (let number = 0; number < 500; number++) {
        assert.deepEqual(await database.query(`select ${number} + $1::int as sum`, [turn]), [{ sum: number + turn }]);
      }
    }
    const kept = await database.query<{ count: number }>("select count(*) from pg_prepared_statements");
    assert.ok((kept[0]?.count ?? Infinity) <= 201, `${kept[0]?.count} are kept`);
  }));

Deno.test("embedded statements take and give values of every type as servers do", () =>
  withEmbedded(async (database) => {
    const now = new Date("2026-01-02T03:04:05.678Z");
    const bytes = new Uint8Array([0, 1, 255]);
    const text = `select $1::int[] as numbers, $2::timestamptz as time, $3::text::jsonb as json, $4::bytea as bytes,
      $5::bigint as large, $6::text as nothing, $7::boolean as yes, $8::float8 as real, $9::text as words,
      $10::text::jsonb as empty`;
    const values = [[1, 2], now, '{"a":[1]}', bytes, 2 ** 40, null, true, 0.5, "ü 'x' $1", "null"];
    assert.deepEqual(await database.query(text, values), [{
      numbers: [1, 2],
      time: now,
      json: { a: [1] },
      bytes,
      large: 2 ** 40,
      nothing: null,
      yes: true,
      real: 0.5,
      words: "ü 'x' $1",
      empty: null,
    }]);
  }));
