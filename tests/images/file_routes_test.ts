import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { Hono } from "hono";
import { fileRoutes } from "../../modules/images/file_routes.ts";
import type { NewImage } from "../../modules/images/storing/repository.ts";
import { openStorage, type Storage, thumbnailKey } from "../../modules/images/storing/storage.ts";
import { AppError, ERROR_STATUS } from "../../modules/shared/errors.ts";
import type { Database } from "../../modules/shared/database/handle.ts";
import { withDatabase } from "../support/database.ts";
import { insertImage, newImage } from "../support/images.ts";

const BYTES = "0123456789";
/** The header of a WebP, by which eight bytes follow, and four bytes. */
const THUMBNAIL = "RIFF\u0008\0\0\0WEBP1234";

interface Site {
  storage: Storage;
  get: (path: string, headers?: Record<string, string>, method?: string) => Promise<Response>;
}

async function withSite(database: Database, body: (site: Site) => Promise<void>): Promise<void> {
  const dataDir = await Deno.makeTempDir();
  const app = new Hono();
  app.onError((error) => new Response(error.message, { status: error instanceof AppError ? ERROR_STATUS[error.code] : 500 }));
  const storage = await openStorage(dataDir);
  fileRoutes(app, { database, storage });
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, app.fetch);
  try {
    const origin = `http://127.0.0.1:${server.addr.port}`;
    await body({ storage, get: (path, headers = {}, method = "GET") => fetch(origin + path, { headers, method }) });
  } finally {
    await server.shutdown();
    await Deno.remove(dataDir, { recursive: true });
  }
}

async function put(database: Database, storage: Storage, image: NewImage): Promise<void> {
  await insertImage(database, { ...image, bytes: BYTES.length });
  for (const [key, bytes] of [[image.storageKey, BYTES], [thumbnailKey(image.sha256), THUMBNAIL]] as const) {
    const tempPath = join(storage.tempDirectory, "file");
    await Deno.writeTextFile(tempPath, bytes);
    await storage.adopt(tempPath, key);
  }
}

async function statusOf(response: Promise<Response>): Promise<number> {
  const { status, body } = await response;
  await body?.cancel();
  return status;
}

withDatabase("a file is served with its own type, in a CSP sandbox, and may be cached for a year", async (database) => {
  await withSite(database, async ({ storage, get }) => {
    const image = newImage("photo");
    await put(database, storage, image);
    for (const path of [`/files/${image.sha256}.png`, `/thumbs/${image.sha256}.webp`]) {
      const response = await get(path);
      assert.equal(response.status, 200);
      assert.equal(await response.text(), path.endsWith("png") ? BYTES : THUMBNAIL);
      const expected = {
        "content-type": path.endsWith("png") ? "image/png" : "image/webp",
        "content-length": path.endsWith("png") ? "10" : "16",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
        "content-disposition": `inline; filename="${path.split("/")[2]}"`,
        "cache-control": "private, max-age=31536000, immutable",
        "accept-ranges": "bytes",
        etag: `"${image.sha256}"`,
      };
      for (const [name, value] of Object.entries(expected)) assert.equal(response.headers.get(name), value, name);
    }
  });
});

withDatabase("an SVG and an undecoded image are sent as attachments", async (database) => {
  await withSite(database, async ({ storage, get }) => {
    for (const [mediaType, extension] of [["image/svg+xml", "svg"], ["image/tiff", "tif"]] as const) {
      const image = newImage(extension, { mediaType, extension, storageKey: "" });
      await put(database, storage, { ...image, storageKey: `images/0/${image.sha256}.${extension}` });
      const response = await get(`/files/${image.sha256}.${extension}`);
      await response.body?.cancel();
      assert.equal(response.headers.get("content-type"), mediaType);
      assert.match(response.headers.get("content-disposition") ?? "", /^attachment; /);
    }
  });
});

withDatabase("a truncated file is answered with 410, so that browsers do not cache it for a year", async (database) => {
  await withSite(database, async ({ storage, get }) => {
    const image = newImage("photo");
    await put(database, storage, image);
    await Deno.truncate(join(storage.root, image.storageKey), 3);
    assert.equal(await statusOf(get(`/files/${image.sha256}.png`)), 410);
  });
});

withDatabase(
  "a thumbnail that is cut short, overwritten, or no file is gone, and its ranges are answered while it is whole",
  async (database) => {
    await withSite(database, async ({ storage, get }) => {
      const image = newImage("photo");
      await put(database, storage, image);
      const path = `/thumbs/${image.sha256}.webp`;
      const part = await get(path, { range: "bytes=8-11" });
      assert.deepEqual([part.status, await part.text()], [206, "WEBP"]);
      const file = join(storage.root, thumbnailKey(image.sha256));
      for (const bytes of ["", THUMBNAIL.slice(0, -1), THUMBNAIL.replace("WEBP", "WAVE"), "<script>alert(1)</script>"]) {
        await Deno.writeTextFile(file, bytes);
        assert.equal(await statusOf(get(path)), 410, bytes);
      }
      await Deno.remove(file);
      await Deno.mkdir(file);
      assert.equal(await statusOf(get(path)), 410);
      await Deno.remove(dirname(file), { recursive: true });
      await Deno.writeTextFile(dirname(file), "no folder");
      assert.equal(await statusOf(get(path)), 410);
    });
  },
);

withDatabase("HEAD is answered with the size, and a known ETag with 304", async (database) => {
  await withSite(database, async ({ storage, get }) => {
    const image = newImage("photo");
    await put(database, storage, image);
    const path = `/files/${image.sha256}.png`;
    const head = await get(path, {}, "HEAD");
    assert.deepEqual([head.status, head.headers.get("content-length"), await head.text()], [200, "10", ""]);
    for (const tag of [`"${image.sha256}"`, `W/"${image.sha256}"`, `"other", "${image.sha256}"`, "*"]) {
      const response = await get(path, { "if-none-match": tag });
      assert.deepEqual([response.status, await response.text()], [304, ""]);
      assert.equal(response.headers.get("etag"), `"${image.sha256}"`);
    }
    assert.equal(await statusOf(get(path, { "if-none-match": `"other"` })), 200);
  });
});

const RANGES: [string, number, string, string | null][] = [
  ["bytes=0-3", 206, "0123", "bytes 0-3/10"],
  ["bytes=4-", 206, "456789", "bytes 4-9/10"],
  ["bytes=-2", 206, "89", "bytes 8-9/10"],
  ["bytes=8-100", 206, "89", "bytes 8-9/10"],
  ["bytes=-100", 206, BYTES, "bytes 0-9/10"],
  ["bytes=10-", 416, "", "bytes */10"],
  ["bytes=-0", 416, "", "bytes */10"],
  ["bytes=0-1,3-4", 200, BYTES, null],
  ["bytes=5-2", 200, BYTES, null],
  ["lines=1-2", 200, BYTES, null],
];

withDatabase("one range is answered, an invalid range is ignored, and a range beyond the end is refused", async (database) => {
  await withSite(database, async ({ storage, get }) => {
    const image = newImage("photo");
    await put(database, storage, image);
    const path = `/files/${image.sha256}.png`;
    for (const [range, status, text, contentRange] of RANGES) {
      const response = await get(path, { range });
      assert.deepEqual([response.status, await response.text(), response.headers.get("content-range")], [
        status,
        text,
        contentRange,
      ], range);
    }
    assert.equal(await statusOf(get(path, { range: "bytes=0-3", "if-range": `"older"` })), 200);
    assert.equal(await statusOf(get(path, { range: "bytes=0-3", "if-range": `"${image.sha256}"` })), 206);
  });
});

withDatabase("an unknown file is answered with 404, a lost one with 410", async (database) => {
  await withSite(database, async ({ storage, get }) => {
    const image = newImage("photo");
    const own = newImage("own", { thumbnail: "self" });
    await put(database, storage, image);
    await insertImage(database, own);
    assert.equal(await statusOf(get(`/files/${image.sha256}.jpg`)), 404);
    assert.equal(await statusOf(get(`/files/${"0".repeat(64)}.png`)), 404);
    assert.equal(await statusOf(get(`/thumbs/${"0".repeat(64)}.webp`)), 404);
    assert.equal(await statusOf(get(`/thumbs/${own.sha256}.webp`)), 404);
    for (
      const path of [
        "/files/../image_tagger",
        `/files/${image.sha256.toUpperCase()}.png`,
        `/files/${image.sha256}.png/..`,
        "/files/x.png",
      ]
    ) {
      assert.equal(await statusOf(get(path)), 404, path);
    }
    await storage.remove(image.storageKey);
    await storage.remove(thumbnailKey(image.sha256));
    assert.equal(await statusOf(get(`/files/${image.sha256}.png`)), 410);
    assert.equal(await statusOf(get(`/thumbs/${image.sha256}.webp`)), 410);
  });
});
