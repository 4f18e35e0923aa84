import assert from "node:assert/strict";
import { join } from "node:path";
import { imageKey, openStorage, type Storage, thumbnailKey } from "../../../modules/images/storing/storage.ts";
import { DiskError } from "../../../modules/shared/errors.ts";

const SHA256 = "ab".repeat(32);

async function withStorage(body: (storage: Storage) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(await openStorage(join(folder, "data")));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function put(storage: Storage, key: string, text: string): Promise<void> {
  const tempPath = join(storage.tempDirectory, crypto.randomUUID());
  await Deno.writeTextFile(tempPath, text);
  await storage.adopt(tempPath, key);
  await storage.syncDirectories([key]);
}

Deno.test("a file is adopted under its key, read whole or in part, and removed", async () => {
  await withStorage(async (storage) => {
    const key = imageKey(7, SHA256, "png");
    assert.equal(await storage.open(key), null);
    await put(storage, key, "0123456789");
    assert.equal(await Deno.readTextFile(join(storage.root, "images", "7", `${SHA256}.png`)), "0123456789");
    assert.deepEqual([await storage.has(key), await storage.size(key)], [true, 10]);

    const whole = await storage.open(key);
    assert.equal(whole?.size, 10);
    assert.equal(await new Response(whole?.stream).text(), "0123456789");
    const part = await storage.open(key, { start: 3, end: 5 });
    assert.equal(await new Response(part?.stream).text(), "345");

    assert.equal(await storage.remove(key), true);
    assert.equal(await storage.remove(key), false);
    assert.equal(await storage.size(key), null);
  });
});

Deno.test("a folder that somebody removed is made again", async () => {
  await withStorage(async (storage) => {
    await put(storage, thumbnailKey(SHA256), "one");
    await Deno.remove(join(storage.root, "thumbs"), { recursive: true });
    await put(storage, thumbnailKey(SHA256), "two");
    assert.equal(await storage.has(thumbnailKey(SHA256)), true);
  });
});

Deno.test("a list has every file under a prefix, even if its name is not a key", async () => {
  await withStorage(async (storage) => {
    await put(storage, imageKey(1, SHA256, "png"), "1");
    await put(storage, imageKey(22, "cd".repeat(32), "jpg"), "22");
    await Deno.writeTextFile(join(storage.root, "images", "note.txt"), "hello");
    const files = [];
    for await (const { key, size } of storage.list("images")) files.push(`${key} ${size}`);
    assert.deepEqual(files.sort(), [`images/1/${SHA256}.png 1`, `images/22/${"cd".repeat(32)}.jpg 2`, "images/note.txt 5"]);
  });
});

Deno.test("a list of keys has the names of the files without reading their attributes", async () => {
  await withStorage(async (storage) => {
    await put(storage, imageKey(1, SHA256, "png"), "1");
    await Deno.symlink(join(storage.root, "nowhere"), join(storage.root, "images", "1", "dangling"));
    const keys = [];
    for await (const key of storage.listKeys("images")) keys.push(key);
    assert.deepEqual(keys.sort(), [`images/1/${SHA256}.png`, "images/1/dangling"]);
  });
});

Deno.test("only valid keys are accepted, so that no path leads out of the data directory", async () => {
  await withStorage(async (storage) => {
    const keys = [
      "../etc/passwd",
      "images/../../x",
      `images/1/${SHA256}.png/..`,
      "/etc/passwd",
      `images/1/${SHA256}.PNG`,
      "tmp/x",
      "",
    ];
    for (const key of keys) await assert.rejects(async () => await storage.open(key), /is not a storage key/);
  });
});

Deno.test("a write that the disk refuses throws `unavailable`", async () => {
  await withStorage(async (storage) => {
    const missing = storage.adopt(join(storage.tempDirectory, "missing"), thumbnailKey(SHA256));
    await assert.rejects(missing, DiskError);
    await assert.rejects(missing, { code: "unavailable", message: /^The data directory cannot be written/ });
    await Deno.writeTextFile(join(storage.root, "file"), "");
    await assert.rejects(openStorage(join(storage.root, "file")), { code: "unavailable" });
  });
});
