import assert from "node:assert/strict";
import { openEmbedded } from "../../../modules/shared/database/pglite.ts";

Deno.test("the embedded database's channels", async (context) => {
  const database = await openEmbedded();
  try {
    await context.step("are no part of somebody's transaction, and live on when it is rolled back", async () => {
      const heard = Promise.withResolvers<string>();
      const begun = Promise.withResolvers<void>();
      const transaction = database.transaction(async () => {
        begun.resolve();
        await new Promise((resolve) => setTimeout(resolve, 200));
        throw new Error("rolled back");
      });
      await begun.promise;
      const listening = database.listen("news", heard.resolve);
      await assert.rejects(transaction, /rolled back/);
      const stop = await listening;
      await database.query("select pg_notify('news', 'hello')");
      const late = setTimeout(() => heard.reject(new Error("nothing was heard")), 3_000);
      assert.equal(await heard.promise, "hello");
      clearTimeout(late);
      await stop();
    });

    await context.step("take any name", async () => {
      const heard = Promise.withResolvers<string>();
      const stop = await database.listen('odd "name";', heard.resolve);
      await database.query(`select pg_notify('odd "name";', 'hello')`);
      assert.equal(await heard.promise, "hello");
      await stop();
    });
  } finally {
    await database.close();
  }
  await assert.rejects(database.query("select 1"), { code: "unavailable", message: /is closed/ });
});

Deno.test("an embedded database closes after the transactions that wait for it", async () => {
  const database = await openEmbedded();
  const begun = Promise.withResolvers<void>();
  const slow = database.transaction(async () => {
    begun.resolve();
    await new Promise((resolve) => setTimeout(resolve, 100));
  });
  await begun.promise;
  const waiting = database.transaction(async (tx) => await tx.query("select 1 as one"));
  await Promise.all([slow, database.close(), assert.doesNotReject(waiting)]);
});
