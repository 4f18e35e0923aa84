import assert from "node:assert/strict";
import { storeAlone, type StoreDeps } from "../../../modules/images/storing/store.ts";
import { findImageBySha256, lockStoring, STORING_LOCK } from "../../../modules/images/storing/repository.ts";
import { imageKey, thumbnailKey } from "../../../modules/images/storing/storage.ts";
import type { Database } from "../../../modules/shared/database/handle.ts";
import { openServer } from "../../../modules/shared/database/postgres.ts";
import { openCuttingProxy } from "../../support/cutting_proxy.ts";
import { createServerDatabase, KINDS } from "../../support/database.ts";
import { withDirectory } from "../../support/directory.ts";
import { openStore, storeBatch } from "../../support/store.ts";
import { incoming, picture } from "../../support/pictures.ts";

interface Cut {
  /** Uses a database handle that connects through the proxy. */
  deps: StoreDeps;
  /** A database handle that connects directly. */
  direct: Database;
  cutAt: (pattern: RegExp) => Promise<() => Promise<void>>;
}

function cutTest(name: string, body: (cut: Cut) => Promise<void>): void {
  Deno.test({
    name: `${name} (server)`,
    ignore: !KINDS.includes("server"),
    sanitizeOps: false,
    sanitizeResources: false,
    fn: () =>
      withDirectory(async (directory) => {
        const { url, drop } = await createServerDatabase();
        const target = new URL(url);
        const proxy = openCuttingProxy({ hostname: target.hostname, port: Number(target.port) });
        const direct = openServer(url, { connections: 1 });
        target.port = String(proxy.port);
        const database = openServer(target.href, { connections: 2 });
        try {
          await direct.query("insert into crawl_job (seeds, options) values ('{http://site.test/}', '{}')");
          await body({ deps: await openStore(database, directory), direct, cutAt: proxy.cutAt });
        } finally {
          proxy.close();
          await Promise.all([database.close(), direct.close()]);
          await drop();
        }
      }),
  });
}

async function waitsForLock(direct: Database): Promise<void> {
  const waiting = "select 1 from pg_locks where locktype = 'advisory' and classid = $1 and not granted";
  const started = performance.now();
  while ((await direct.query(waiting, [STORING_LOCK])).length === 0) {
    assert.ok(performance.now() - started < 10_000, "Nobody waits for the transaction whose end is unknown");
  }
}

cutTest("an image whose commit succeeds after the connection was lost keeps its files", async ({ deps, direct, cutAt }) => {
  const given = await incoming(deps.storage.tempDirectory, await picture(1).jpeg().toBuffer());
  const cut = cutAt(/commit/i);
  const storing = storeAlone(deps, given, (prepared) => storeBatch(deps, [prepared], () => Promise.resolve()));
  const lost = assert.rejects(storing, { code: "unavailable" });
  const letGo = await cut;
  await waitsForLock(direct);
  assert.equal(await findImageBySha256(direct, given.sha256), null);
  await letGo();
  await lost;

  assert.ok(await findImageBySha256(direct, given.sha256));
  assert.ok(await deps.storage.has(imageKey(1, given.sha256, "jpg")));
  assert.ok(await deps.storage.has(thumbnailKey(given.sha256)));
});

cutTest("the files of an image whose commit was lost with the connection are taken back", async ({ deps, direct, cutAt }) => {
  const given = await incoming(deps.storage.tempDirectory, await picture(1).jpeg().toBuffer());
  const cut = cutAt(/commit/i);
  const storing = storeAlone(deps, given, (prepared) => storeBatch(deps, [prepared], () => Promise.resolve()));
  const lost = assert.rejects(storing, { code: "unavailable" });
  await cut;
  await waitsForLock(direct);
  await direct.query("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = $1 and granted", [
    STORING_LOCK,
  ]);
  await lost;

  assert.equal(await findImageBySha256(direct, given.sha256), null);
  assert.equal(await deps.storage.has(imageKey(1, given.sha256, "jpg")), false);
  assert.equal(await deps.storage.has(thumbnailKey(given.sha256)), false);
});

cutTest("an image has no row if an earlier attempt takes its file back before the commit", async ({ deps, direct }) => {
  const given = await incoming(deps.storage.tempDirectory, await picture(1).jpeg().toBuffer());
  const begun = Promise.withResolvers<void>();
  const taken = Promise.withResolvers<void>();
  const earlier = deps.database.transaction(async (tx) => {
    await lockStoring(tx, [1]);
    begun.resolve();
    await taken.promise;
  });
  await begun.promise;
  const refused = assert.rejects(
    storeAlone(deps, given, (prepared) => storeBatch(deps, [prepared], () => Promise.resolve())),
    { code: "unavailable", message: /taken back/ },
  );
  await waitsForLock(direct);
  await deps.storage.remove(imageKey(1, given.sha256, "jpg"));
  taken.resolve();
  await Promise.all([earlier, refused]);
  assert.equal(await findImageBySha256(direct, given.sha256), null);
});
