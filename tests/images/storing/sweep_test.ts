import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { openStorage, type Storage, thumbnailKey } from "../../../modules/images/storing/storage.ts";
import { sweep } from "../../../modules/images/storing/sweep.ts";
import { createLog } from "../../../modules/shared/log.ts";
import { withDatabase } from "../../support/database.ts";
import { insertImage, newImage } from "../../support/images.ts";

const log = createLog({ level: "error", format: "text" });

async function withStorage(body: (storage: Storage) => Promise<void>): Promise<void> {
  const dataDir = await Deno.makeTempDir();
  try {
    await body(await openStorage(dataDir));
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}

async function put(storage: Storage, key: string): Promise<void> {
  const tempPath = join(storage.tempDirectory, "file");
  await Deno.writeTextFile(tempPath, key);
  await storage.adopt(tempPath, key);
}

withDatabase("a sweep removes what a crash left, and no file that has a row", async (database) => {
  await withStorage(async (storage) => {
    const stored = newImage("stored");
    const own = newImage("own", { thumbnail: "self" });
    const orphan = newImage("orphan");
    for (const image of [stored, own]) await insertImage(database, image);
    for (const { storageKey, sha256 } of [stored, own, orphan]) {
      await put(storage, storageKey);
      await put(storage, thumbnailKey(sha256));
    }
    // A second file with the same bytes under another job, which the row does not name.
    await put(storage, stored.storageKey.replace("images/0/", "images/5/"));
    await Deno.writeTextFile(join(storage.tempDirectory, "half"), "half");
    await Deno.writeTextFile(join(storage.root, "images", "README"), "mine");

    const result = await sweep({ database, storage, log });
    assert.deepEqual(result, { temp: 1, images: 2, thumbnails: 2, stored: 3, foreign: 1, left: 0 });
    assert.equal(await storage.has(stored.storageKey) && await storage.has(thumbnailKey(stored.sha256)), true);
    assert.equal(await storage.has(own.storageKey), true);
    assert.equal(await storage.has(orphan.storageKey), false);
    assert.equal(await Deno.readTextFile(join(storage.root, "images", "README")), "mine");
    assert.deepEqual(await sweep({ database, storage, log }), {
      temp: 0,
      images: 0,
      thumbnails: 0,
      stored: 3,
      foreign: 1,
      left: 0,
    });
  });
});

withDatabase("a sweep reads only the names of files", async (database) => {
  await withStorage(async (storage) => {
    const { storageKey } = newImage("orphan");
    await Deno.mkdir(join(storage.root, "images", "0"));
    await Deno.symlink(join(storage.root, "nowhere"), join(storage.root, storageKey));
    assert.equal((await sweep({ database, storage, log })).images, 1);
    await assert.rejects(Deno.lstat(join(storage.root, storageKey)), Deno.errors.NotFound);
  });
});

withDatabase("a sweep removes nothing if the database is that of another data directory", async (database) => {
  await withStorage(async (storage) => {
    for (let index = 0; index <= 1_000; index++) {
      await put(storage, `images/1/${createHash("sha256").update(String(index)).digest("hex")}.png`);
    }
    const warnings: string[] = [];
    const listening = createLog({ level: "warning", format: "json", write: (line) => warnings.push(line) });
    const result = await sweep({ database, storage, log: listening });
    assert.deepEqual([result.images, result.left], [0, 1_001]);
    assert.match(warnings.join(), /probably not its database/);
  });
});
