import assert from "node:assert/strict";
import { openEmbedded } from "../../../modules/shared/database/pglite.ts";
import { openBridge } from "../../../modules/shared/database/pglite_bridge.ts";

const RESTART = { code: "unavailable", message: /The embedded database stopped: .*Restart/ };

Deno.test("a worker that dies fails the calls that wait and all that come later, and no channel is known", async () => {
  const dying = `data:text/javascript,${
    encodeURIComponent(`self.onmessage = () => setTimeout(() => { throw new Error("dead"); })`)
  }`;
  const { call, listen, terminate } = openBridge(new Worker(dying, { type: "module" }));
  const waits = [call({ op: "dump" }), listen("news", () => {})];
  for (const wait of waits) await assert.rejects(wait, RESTART);
  await assert.rejects(call({ op: "query", place: {}, text: "select 1", parameters: [] }), RESTART);
  await assert.rejects(listen("news", () => {}), RESTART);
  terminate();
});

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

    await context.step("are unknown again where listening failed", async () => {
      for (let attempt = 0; attempt < 2; attempt++) await assert.rejects(database.listen("no such;", () => {}), /syntax error/);
    });
  } finally {
    await database.close();
  }
  await assert.rejects(database.query("select 1"), { code: "unavailable", message: /is closed/ });
});

Deno.test("an embedded database closes behind the transactions that wait for it", async () => {
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
