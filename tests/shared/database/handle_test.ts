import assert from "node:assert/strict";
import { sqlState } from "../../../modules/shared/database/handle.ts";
import { openServer } from "../../../modules/shared/database/postgres.ts";
import { AppError } from "../../../modules/shared/errors.ts";
import { withDatabase } from "../../support/database.ts";

const countTags = "select count(*)::int as count from tag_category";

async function stateOf(work: () => Promise<unknown>): Promise<string | null> {
  return await work().then(() => null, sqlState);
}

withDatabase("query() gives camelCase names, numbers for bigint, Date for timestamptz, objects for jsonb", async (database) => {
  const [row] = await database.query(
    `select 9007199254740991::bigint as big_number, timestamptz '2026-01-02 03:04:05Z' as made_at,
      $1::text::jsonb as some_json, null::text as no_text, array['a', 'b'] as the_list`,
    [JSON.stringify({ snake_key: [1, "ü"] })],
  );
  assert.deepEqual(row, {
    bigNumber: 9_007_199_254_740_991,
    madeAt: new Date("2026-01-02T03:04:05Z"),
    someJson: { snake_key: [1, "ü"] },
    noText: null,
    theList: ["a", "b"],
  });
  assert.deepEqual(await database.query("select 1 where false"), []);
});

withDatabase("query() rejects with the SQLSTATE of the error", async (database) => {
  assert.equal(await stateOf(() => database.query("select * from no_such_table")), "42P01");
  assert.equal(await stateOf(() => database.query("select 1 / 0")), "22012");
  assert.equal(await stateOf(() => database.query("select $1::text", ["a\u0000b"])), "22021");
  assert.equal(
    await stateOf(() => database.query("insert into schema_migration (name) select name from schema_migration")),
    "23505",
  );
  assert.equal((await database.query<{ one: number }>("select 1 as one"))[0]?.one, 1, "the connection goes on");
});

withDatabase("transaction() commits if its work resolves, and rolls back if it rejects", async (database) => {
  const before = (await database.query<{ count: number }>(countTags))[0]?.count ?? 0;
  const value = await database.transaction(async (tx) => {
    await tx.query("create temporary table kept (id int) on commit drop");
    return "value";
  });
  assert.equal(value, "value");
  await assert.rejects(
    database.transaction(async (tx) => {
      await tx.query("delete from tag_category");
      throw new Error("changed my mind");
    }),
    /changed my mind/,
  );
  assert.equal((await database.query<{ count: number }>(countTags))[0]?.count, before);
  assert.equal(await stateOf(() => database.transaction((tx) => tx.query("select 1 / 0"))), "22012");
  assert.equal((await database.query<{ count: number }>(countTags))[0]?.count, before);
});

withDatabase("transaction() keeps the statements of others out until it ends", async (database) => {
  await database.query("create table isolation_test (id int)");
  try {
    const inside = Promise.withResolvers<void>();
    const seen: number[] = [];
    const count = async () =>
      (await database.query<{ count: number }>("select count(*)::int as count from isolation_test where id < 4"))[0]?.count ?? -1;
    const transaction = database.transaction(async (tx) => {
      await tx.query("insert into isolation_test values (1)");
      inside.resolve();
      await new Promise((resolve) => setTimeout(resolve, 100));
      await tx.query("insert into isolation_test values (2)");
      await tx.query("delete from isolation_test where id = 1");
      await tx.query("insert into isolation_test values (3)");
      throw new Error("rolled back");
    });
    await inside.promise;
    const reading = count().then((rows) => seen.push(rows));
    const writing = database.query("insert into isolation_test values (4)");
    await assert.rejects(transaction, /rolled back/);
    await Promise.all([reading, writing]);
    assert.deepEqual(seen, [0], "nobody saw the unfinished rows");
    const left = await database.query("select id from isolation_test");
    assert.deepEqual(left, [{ id: 4 }], "a statement from outside is not rolled back with them");
  } finally {
    await database.query("drop table isolation_test");
  }
});

withDatabase("transaction() runs many at once without mixing them", async (database) => {
  await database.query("create table mixing_test (worker int, step int)");
  try {
    await Promise.all(Array.from({ length: 12 }, (_, worker) =>
      database.transaction(async (tx) => {
        for (let step = 0; step < 5; step++) await tx.query("insert into mixing_test values ($1, $2)", [worker, step]);
        if (worker % 3 === 0) throw new Error("rolled back");
      }).catch(() => {})));
    const rows = await database.query<{ worker: number; steps: number }>(
      "select worker, count(*)::int as steps from mixing_test group by worker order by worker",
    );
    assert.deepEqual(rows.map(({ worker }) => worker), [1, 2, 4, 5, 7, 8, 10, 11]);
    assert(rows.every(({ steps }) => steps === 5));
  } finally {
    await database.query("drop table mixing_test");
  }
});

withDatabase("listen() hears every NOTIFY on its channel until it is stopped, and only after the commit", async (database) => {
  const heard: string[] = [];
  const also: string[] = [];
  const stop = await database.listen("handle_test", (payload) => heard.push(payload));
  const stopAlso = await database.listen("handle_test", (payload) => also.push(payload));
  await database.query("select pg_notify('handle_test', 'one')");
  await database.query("select pg_notify('other_channel', 'not for us')");
  await assert.rejects(database.transaction(async (tx) => {
    await tx.query("select pg_notify('handle_test', 'rolled back')");
    throw new Error("no");
  }));
  await database.transaction((tx) => tx.query("select pg_notify('handle_test', 'two')"));
  await until(() => heard.length === 2 && also.length === 2);
  await stop();
  await database.query("select pg_notify('handle_test', 'three')");
  await until(() => also.length === 3);
  await stopAlso();
  assert.deepEqual(heard, ["one", "two"]);
  assert.deepEqual(also, ["one", "two", "three"]);
});

const UNUSABLE = {
  "nobody listens": "postgres://nobody@127.0.0.1:9/none",
  "no such host": "postgres://nobody@no-such-host.invalid/none",
};

for (const [reason, url] of Object.entries(UNUSABLE)) {
  Deno.test(`a server that cannot be reached (${reason}) causes the error "unavailable"`, async () => {
    const database = openServer(url, { connections: 1 });
    try {
      await assert.rejects(database.query("select 1"), (error) => error instanceof AppError && error.code === "unavailable");
    } finally {
      await database.close();
    }
  });
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !isSo(); tries++) await new Promise((resolve) => setTimeout(resolve, 25));
  assert(isSo(), "did not happen within 5 s");
}
