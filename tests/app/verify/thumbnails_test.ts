import assert from "node:assert/strict";
import { join } from "node:path";
import { repair } from "../../../modules/app/verify/repair.ts";
import { verify } from "../../../modules/app/verify/verify.ts";
import { type InspectPool, openInspectPool } from "../../../modules/images/inspect/pool.ts";
import { type Storage, thumbnailKey } from "../../../modules/images/storing/storage.ts";
import type { Database } from "../../../modules/shared/database/handle.ts";
import { openEmbedded } from "../../../modules/shared/database/pglite.ts";
import { createLog } from "../../../modules/shared/log.ts";
import { unpackTemplate, withDatabase } from "../../support/database.ts";
import { withDirectory } from "../../support/directory.ts";
import { openStore, storeImage } from "../../support/store.ts";
import { incoming, picture } from "../../support/pictures.ts";
import { verifyCommand } from "../../support/verify_command.ts";

interface Library {
  storage: Storage;
  /** Paths of the files of the images, in the order of their ids, also in `thumbnails`. */
  images: string[];
  thumbnails: string[];
}

async function makeLibrary(database: Database, dataDir: string, count: number): Promise<Library> {
  const deps = await openStore(database, dataDir);
  await database.query(
    "insert into crawl_job (seeds, options, status, finished_at) values ('{http://site.test/}', '{}', 'completed', now())",
  );
  const library: Library = { storage: deps.storage, images: [], thumbnails: [] };
  for (let seed = 0; seed < count; seed++) {
    const bytes = await picture(seed, { width: 800, height: 800 }).jpeg().toBuffer();
    const given = await incoming(deps.storage.tempDirectory, bytes);
    await storeImage(deps, given, () => Promise.resolve());
    library.images.push(join(dataDir, "images", "1", `${given.sha256}.jpg`));
    library.thumbnails.push(join(dataDir, thumbnailKey(given.sha256)));
  }
  return library;
}

Deno.test("deno task verify --repair makes missing, truncated and overwritten thumbnails again, after which no breach is left", () =>
  withDirectory(async (dataDir) => {
    await unpackTemplate(join(dataDir, "database"));
    const database = await openEmbedded({ directory: join(dataDir, "database") });
    const { thumbnails } = await makeLibrary(database, dataDir, 4);
    await database.close();
    const [overwritten = "", gone = "", cut = "", whole = ""] = thumbnails;
    const made = await Promise.all(thumbnails.map((path) => Deno.readFile(path)));

    await Deno.copyFile(whole, overwritten);
    await Deno.remove(gone);
    await Deno.truncate(cut, 100);
    const repaired = await verifyCommand(["--repair"], { DATA_DIR: dataDir });
    assert.deepEqual([repaired.code, repaired.errors], [1, ""], repaired.output);
    assert.match(repaired.output, /^I4 .*: 4 checked, 3 broken$/m);
    assert.match(repaired.output, /^3 breaches\.\n3 thumbnails made again, of image 1, 2, 3\n$/m);
    assert.deepEqual(await Promise.all(thumbnails.map((path) => Deno.readFile(path))), made);

    const after = await verifyCommand([], { DATA_DIR: dataDir });
    assert.deepEqual([after.code, after.errors], [0, ""], after.output);
    assert.match(after.output, /^DB {2}Every file, table and index .*: [1-9]\d{2} checked, 0 broken$/m);
    assert.match(after.output, /^All invariants hold\.\n$/m);
  }));

withDatabase(
  "repair() names the thumbnails that it cannot make again, with the reasons",
  (database) =>
    withDirectory(async (dataDir) => {
      const { storage, images: [image = ""], thumbnails: [thumbnail = ""] } = await makeLibrary(database, dataDir, 2);
      await Deno.remove(thumbnail);
      await Deno.writeTextFile(image, "no picture");
      const pools: InspectPool[] = [];
      const openInspect = () => {
        const pool = openInspectPool({ dataDir, processes: 1, log: createLog({ level: "error", format: "text" }) });
        pools.push(pool);
        return pool;
      };
      const deps = { database, storage, graceMilliseconds: 0, openInspect };
      const [line, ...more] = await repair(deps, await verify(deps));
      assert.match(line ?? "", /^The thumbnail of image 1 could not be made again: Its file images\/1\/\w+\.jpg has changed$/);
      assert.deepEqual([more, pools.length, pools.flatMap((pool) => pool.pids())], [[], 1, []]);
    }),
);
