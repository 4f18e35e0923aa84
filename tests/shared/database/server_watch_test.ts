import assert from "node:assert/strict";
import { openServer } from "../../../modules/shared/database/postgres.ts";
import { openProxy } from "../../faults/proxy.ts";
import { createServerDatabase, KINDS } from "../../support/database.ts";

Deno.test({
  name: "statements of a server that is gone without a word are given up, one that is only busy is waited for",
  ignore: !KINDS.includes("server"),
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const { url, drop } = await createServerDatabase();
    const target = new URL(url);
    const proxy = openProxy(Number(target.port));
    target.port = String(proxy.port);
    const database = openServer(target.href, { connections: 2 });
    try {
      assert.deepEqual(await database.query("select 1 as one, pg_sleep(6)::text as slept"), [{ one: 1, slept: "" }]);
      const held = Promise.withResolvers<void>();
      const begun = Promise.withResolvers<void>();
      const transaction = database.transaction(async (tx) => {
        await tx.query("select 1");
        begun.resolve();
        await held.promise;
        await tx.query("select 2");
      });
      const lost = assert.rejects(transaction, { code: "unavailable" });
      await begun.promise;
      proxy.blackHole();
      held.resolve();
      await Promise.all([lost, assert.rejects(database.query("select 3"), { code: "unavailable" })]);
      await assert.rejects(database.query("select 4"), { code: "unavailable" });
      proxy.restore();
      assert.deepEqual(await database.query("select 5 as five"), [{ five: 5 }]);
    } finally {
      await database.close();
      await proxy.close();
      await drop();
    }
  },
});
