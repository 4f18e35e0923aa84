import assert from "node:assert/strict";
import { listOperations, undo } from "./support/history.ts";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Engine, openEngine } from "../modules/app/engine.ts";
import { checkDatabase } from "../modules/app/verify/check_database.ts";
import { verify } from "../modules/app/verify/verify.ts";
import { ImageQuery } from "../modules/search/schemas.ts";
import { searchImages } from "../modules/search/service.ts";
import { readConfig } from "../modules/shared/config.ts";
import { createLog } from "../modules/shared/log.ts";
import { OperationQuery } from "../modules/history/schemas.ts";
import { createDatabaseFrom, KINDS } from "./support/database.ts";
import { withDirectory } from "./support/directory.ts";

/** Made by `fixtures/make.ts` on commit 1c3cce5; what it holds is said there. */
const archiveOf = (kind: string) => fileURLToPath(new URL(`./fixtures/${kind}-1c3cce5.tar.gz`, import.meta.url));

for (const kind of KINDS) {
  Deno.test({
    name: `a library of commit 1c3cce5 is opened, verified, searched and undone in (${kind})`,
    fn: () =>
      withDirectory(async (directory) => {
        await unpack(archiveOf(kind), directory);
        const database = kind === "server"
          ? await createDatabaseFrom(await Deno.readTextFile(join(directory, "database.sql")))
          : null;
        try {
          const environment = { DATA_DIR: join(directory, "data"), ...(database ? { DATABASE_URL: database.url } : {}) };
          const config = readConfig({ ...environment, LOG_LEVEL: "error", INSPECT_PROCESSES: "1" });
          const engine = await openEngine(config, { log: createLog(config.log) });
          await holdsEverything(engine).finally(() => engine.close());
        } finally {
          await database?.drop();
        }
      }),
  });
}

async function holdsEverything(engine: Engine): Promise<void> {
  const { database, manager } = engine;
  const count = async (q: string) => (await searchImages(database, ImageQuery.parse({ q }))).count;
  const breaches = async () => {
    const findings = await verify({ ...engine, graceMilliseconds: 0 }, await checkDatabase(engine.database));
    return findings.flatMap((finding) => finding.breaches);
  };
  assert.deepEqual(await breaches(), []);

  const jobs = (await manager.list({ limit: 10 })).items;
  assert.deepEqual(
    jobs.map(({ status, counters }) => [status, counters.imagesStored, counters.imagesDuplicate]),
    [["completed", 40, 60], ["completed", 60, 0]],
  );
  const queries = ["", "crawled", "even", "straight first_ten", "mistake", "rating:4", "job:2"];
  const counts = Object.fromEntries(await Promise.all(queries.map(async (q) => [q, (await count(q)).value])));
  assert.deepEqual(counts, {
    "": 100,
    crawled: 100,
    even: 50,
    "straight first_ten": 5,
    mistake: 0,
    "rating:4": 1,
    "job:2": 100,
  });

  const operations = (await listOperations(database, OperationQuery.parse({ limit: 50 }))).items;
  const undone = operations.filter(({ undoneBy }) => undoneBy !== null);
  assert.deepEqual(undone.map(({ added, images }) => [added, images]), [[20, 20]]);
  const addEven = operations.find(({ added }) => added === 50) ?? assert.fail("no operation put `even` on 50 images");
  const { reversed, skippedCount } = await undo(database, addEven.id);
  assert.deepEqual([reversed, skippedCount], [50, 0]);
  const undoOfMistake = operations.find(({ undoOf }) => undoOf !== null) ?? assert.fail("no operation is an undo");
  await undo(database, undoOfMistake.id);
  assert.deepEqual([(await count("even")).value, (await count("mistake")).value], [0, 20]);
  assert.deepEqual(await breaches(), []);
}

async function unpack(archive: string, directory: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("tar", { args: ["-xzf", archive, "-C", directory], stderr: "piped" })
    .output();
  assert.ok(success, new TextDecoder().decode(stderr));
}
