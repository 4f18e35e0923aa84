import assert from "node:assert/strict";
import { openInspectPool } from "../../../modules/images/inspect/pool.ts";
import { createStoreDeps } from "../../../modules/images/storing/store.ts";
import { storeImage } from "../../support/store.ts";
import { openStorage } from "../../../modules/images/storing/storage.ts";
import { createLog } from "../../../modules/shared/log.ts";
import { withDatabase } from "../../support/database.ts";
import { incoming, picture } from "../../support/pictures.ts";
import { pngChunk, withPngChunk } from "../../support/png_bytes.ts";

/** A PNG that declares an animation with this number of frames. */
async function claiming(frames: number): Promise<Uint8Array> {
  const png = await picture(1, { width: 40, height: 30 }).png().toBuffer();
  const count = Buffer.alloc(8);
  count.writeUInt32BE(frames, 0);
  return withPngChunk(png, pngChunk("acTL", count));
}

/** A Windows bitmap's header with these dimensions, and nothing else. */
function bitmap(width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(70);
  bytes.write("BM", 0, "latin1");
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  return bytes;
}

const CASES: [name: string, bytes: () => Promise<Uint8Array> | Uint8Array, expected: object][] = [
  ["a PNG of 4,294,967,295 frames", () => claiming(4_294_967_295), { width: 40, height: 30, frames: 1 }],
  ["a PNG of 2,147,483,647 frames", () => claiming(2_147_483_647), { width: 40, height: 30, frames: 2_147_483_647 }],
  ["a bitmap of the least height", () => bitmap(32, -2_147_483_648), { width: 32, height: null, frames: null }],
  ["a bitmap of the greatest sides", () => bitmap(2_147_483_647, -2_147_483_647), {
    width: 2_147_483_647,
    height: 2_147_483_647,
    frames: null,
  }],
];

withDatabase("the database accepts an image whatever its header says about sides and frames", async (database) => {
  const dataDir = await Deno.realPath(await Deno.makeTempDir());
  const pool = openInspectPool({ dataDir, processes: 1, log: createLog({ level: "error", format: "text" }) });
  try {
    await database.query("insert into crawl_job (seeds, options) values ('{http://site.test/}', '{}')");
    const storage = await openStorage(dataDir);
    for (const [name, bytes, expected] of CASES) {
      const given = await incoming(storage.tempDirectory, await bytes());
      const result = await storeImage(createStoreDeps({ database, storage, inspect: pool }), given, () => Promise.resolve());
      assert.equal(result.outcome, "stored", `${name}: ${JSON.stringify(result)}`);
      const rows = await database.query("select width, height, frames from image where sha256 = $1", [given.sha256]);
      assert.deepEqual(rows, [expected], name);
    }
  } finally {
    await pool.close();
    await Deno.remove(dataDir, { recursive: true });
  }
});
