import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { sqlState } from "../../../modules/shared/database/handle.ts";
import { withDatabase } from "../../support/database.ts";

const failing = (state: string) => (error: unknown) => sqlState(error) === state;

withDatabase("a statement that fails, for the first time or again, does not affect later statements", async (database) => {
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
});

withDatabase("a session returns the columns that its own script has just added to a table", async (database) => {
  await database.transaction(async (tx) => {
    await tx.script("create temporary table boat (id int) on commit drop");
    await tx.query("insert into boat values ($1)", [1]);
    assert.deepEqual(await tx.query("select * from boat"), [{ id: 1 }]);
    await tx.script("alter table boat add column name text default 'sloop'");
    assert.deepEqual(await tx.query("select * from boat"), [{ id: 1, name: "sloop" }]);
  });
});

withDatabase("statements return the same rows however many others ran in between", async (database) => {
  for (let turn = 0; turn < 2; turn++) {
    for (let number = 0; number < 500; number++) {
      assert.deepEqual(await database.query(`select ${number} + $1::int as sum`, [turn]), [{ sum: number + turn }]);
    }
  }
  const kept = await database.query<{ count: number }>("select count(*) from pg_prepared_statements");
  assert.ok((kept[0]?.count ?? Infinity) <= 200, `${kept[0]?.count} are kept`);
});

withDatabase("statements take and return values of every type", async (database) => {
  const now = new Date("2026-01-02T03:04:05.678Z");
  const bytes = Buffer.from([0, 1, 255]);
  const text = `select $1::int[] as numbers, $2::timestamptz as time, $3::text::jsonb as json, $4::bytea as bytes,
      $5::bigint as large, $6::text as nothing, $7::boolean as yes, $8::float8 as real, $9::text as words,
      $10::text::jsonb as empty, $11::bigint[] as many, $12::date as day`;
  const values = [
    [1, 2],
    now,
    '{"a":[1]}',
    bytes,
    2 ** 40,
    null,
    true,
    0.5,
    "ü 'x' $1",
    "null",
    [1, null, 2 ** 40],
    "2026-01-02",
  ];
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
    many: [1, null, 2 ** 40],
    day: "2026-01-02",
  }]);
});

withDatabase("a transaction that goes on after a failed statement is rolled back and rejects", async (database) => {
  const work = database.transaction(async (tx) => {
    await tx.query("insert into tag (name) values ('lost')");
    await tx.query("select 1 / $1::int", [0]).catch(() => {});
  });
  await assert.rejects(work, /it was rolled back/);
  assert.deepEqual(await database.query("select name from tag"), []);
});

withDatabase("statements of one transaction that begin together run one after another", async (database) => {
  const sums = await database.transaction((tx) =>
    Promise.all([1, 2, 3].map((number) => tx.query<{ sum: number }>("select $1::int + 1 as sum", [number])))
  );
  assert.deepEqual(sums.flat().map(({ sum }) => sum), [2, 3, 4]);
});

withDatabase("a statement that a transaction's work sends after its end is refused", async (database) => {
  let late: Promise<unknown> | undefined;
  const sent = Promise.withResolvers<void>();
  await database.transaction((tx) => {
    void sent.promise.then(() => {
      late = tx.query("select 1");
      // The test checks the rejection below.
      late.catch(() => {});
    });
    return Promise.resolve();
  });
  sent.resolve();
  await sent.promise.then(() => {});
  await assert.rejects(Promise.resolve(late), /rolled back/);
});
