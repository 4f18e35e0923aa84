import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { constants, zstdCompressSync } from "node:zlib";
import { watchFrames } from "../../../modules/crawl/egress/zstd_frames.ts";

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function pass(bytes: Uint8Array, size: number): Promise<{ passed: Uint8Array; isCutOff: boolean }> {
  const frames = watchFrames(pieces(bytes, size));
  const passed = Buffer.concat(await Array.fromAsync(frames.bytes));
  return { passed, isCutOff: frames.isCutOff() };
}

const checksum = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
const skippable = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
const WHOLE: [string, Uint8Array][] = [
  ["text", zstdCompressSync("hello ".repeat(100))],
  ["nothing", zstdCompressSync("")],
  ["noise of several blocks", zstdCompressSync(randomBytes(400_000))],
  ["one byte again and again", zstdCompressSync(Buffer.alloc(500_000))],
  ["with a checksum", zstdCompressSync("hello ".repeat(1_000), checksum)],
  ["two frames", Buffer.concat([zstdCompressSync("one"), zstdCompressSync("two")])],
  ["a skippable frame first", Buffer.concat([skippable, zstdCompressSync("one")])],
];

Deno.test("whole Zstandard data passes as it is, however it is cut into chunks", async () => {
  for (const [name, bytes] of WHOLE) {
    for (const size of [1, 3, 7, 1_000, bytes.length]) {
      assert.deepEqual(await pass(bytes, size), { passed: Buffer.from(bytes), isCutOff: false }, `${name} by ${size}`);
    }
  }
  assert.deepEqual(await pass(new Uint8Array(0), 1), { passed: Buffer.alloc(0), isCutOff: false });
});

Deno.test("Zstandard data that ends within a frame is cut off", async () => {
  for (const [name, bytes] of WHOLE) {
    for (const cut of [1, 2, 4]) {
      assert.ok((await pass(bytes.subarray(0, bytes.length - cut), 5)).isCutOff, `${name} without ${cut}`);
    }
  }
});

Deno.test("what is no Zstandard data is left to the decoder", async () => {
  const other = Buffer.from("something else altogether");
  assert.deepEqual(await pass(other, 2), { passed: other, isCutOff: false });
});
