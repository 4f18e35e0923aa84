import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { openEmbedded } from "../../../modules/shared/database/pglite.ts";

Deno.test("the embedded database", async (context) => {
  const directory = await Deno.makeTempDir({ prefix: "pglite-" });
  const database = await openEmbedded({ directory, transactionMilliseconds: 300 });
  try {
    await database.query("create table kept (id int primary key)");

    await context.step("rolls back a transaction that is not settled in its time, and goes on", async () => {
      const slow = database.transaction(async (tx) => {
        await tx.query("insert into kept values (1)");
        await new Promise((resolve) => setTimeout(resolve, 600));
        await tx.query("insert into kept values (2)");
      });
      const after = database.query<{ count: number }>("select count(*)::int as count from kept");
      await assert.rejects(slow, /took too long and was rolled back/);
      assert.deepEqual(await after, [{ count: 0 }]);
    });

    await context.step("does not hold up the main thread while a query runs", async () => {
      let ticks = 0;
      const timer = setInterval(() => ticks++, 10);
      await database.query("select pg_sleep(0.5)");
      clearInterval(timer);
      assert(ticks >= 20, `only ${ticks} ticks in half a second`);
    });

    await context.step("keeps what was written to it", async () => {
      await database.query("insert into kept values (7)");
    });
  } finally {
    await database.close();
  }

  await context.step("keeps what was written to it after it is opened again", async () => {
    const again = await openEmbedded({ directory });
    assert.deepEqual(await again.query("select id from kept"), [{ id: 7 }]);
    await again.close();
  });
  await Deno.remove(directory, { recursive: true });
});

Deno.test("an embedded database can be made after an earlier attempt was cut off", async () => {
  const folder = await Deno.makeTempDir({ prefix: "pglite-" });
  const directory = join(folder, "database");
  await Deno.mkdir(`${directory}.new/base`, { recursive: true });
  await Deno.writeTextFile(`${directory}.new/PG_VERSION`, "9");
  const database = await openEmbedded({ directory });
  try {
    assert.deepEqual(await database.query("select 1 as one"), [{ one: 1 }]);
    assert.deepEqual((await readdir(folder)).sort(), ["database", "database.lock"]);
  } finally {
    await database.close();
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("an embedded database that cannot be made leaves no directory that looks like one", async () => {
  const folder = await Deno.makeTempDir({ prefix: "pglite-" });
  const directory = join(folder, "missing", "database");
  await assert.rejects(openEmbedded({ directory }), /cannot be made: .*Error: ENOENT/);
  assert.deepEqual(await readdir(folder), []);
  await Deno.remove(folder, { recursive: true });
});
