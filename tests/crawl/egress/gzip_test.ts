import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { gunzip, inflate } from "../../../modules/crawl/egress/gzip.ts";

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

type Decode = typeof gunzip;
const decoded = async (decode: Decode, bytes: Uint8Array, size: number) =>
  Buffer.concat(await Array.fromAsync(decode(pieces(bytes, size))));

const TEXT = Buffer.from("image tagger ".repeat(2_000));
const NOISE = randomBytes(70_000);
const withFlags = (packed: Buffer, flags: number, fields: Buffer) => {
  packed[3] = flags;
  return Buffer.concat([packed.subarray(0, 10), fields, packed.subarray(10)]);
};
const FIELDS = Buffer.concat([Buffer.from([3, 0, 1, 2, 3]), Buffer.from("name\0comment\0"), Buffer.from([9, 9])]);

Deno.test("gunzip() decodes all members, and accepts a trailer that is missing, and anything behind it", async () => {
  const cases: [string, Uint8Array, Buffer][] = [
    ["text", gzipSync(TEXT), TEXT],
    ["noise", gzipSync(NOISE), NOISE],
    ["nothing", new Uint8Array(), Buffer.alloc(0)],
    ["an empty file", gzipSync(""), Buffer.alloc(0)],
    ["all fields of a header", withFlags(gzipSync(TEXT), 0b11110, FIELDS), TEXT],
    ["two members", Buffer.concat([gzipSync(TEXT), gzipSync(NOISE)]), Buffer.concat([TEXT, NOISE])],
    ["an empty member first", Buffer.concat([gzipSync(""), gzipSync(TEXT)]), TEXT],
    ["half a trailer", gzipSync(NOISE).subarray(0, -4), NOISE],
    ["no trailer", gzipSync(NOISE).subarray(0, -8), NOISE],
    ["junk behind it", Buffer.concat([gzipSync(TEXT), NOISE]), TEXT],
    ["half a header behind it", Buffer.concat([gzipSync(TEXT), gzipSync(TEXT).subarray(0, 9)]), TEXT],
  ];
  for (const [name, packed, text] of cases) {
    for (const size of [11, 1_000, 100_000]) {
      assert.ok((await decoded(gunzip, packed, size)).equals(text), `${name} by ${size}`);
    }
  }
});

Deno.test("gunzip() decodes data that arrives in single bytes", async () => {
  const packed = Buffer.concat([gzipSync(TEXT), gzipSync("two"), gzipSync("three").subarray(0, -8)]);
  assert.ok((await decoded(gunzip, packed, 1)).equals(Buffer.concat([TEXT, Buffer.from("twothree")])));
});

Deno.test("gunzip() gives all that can be decoded of data that is cut off, and then fails", async () => {
  const packed = gzipSync(NOISE);
  const chunks: Uint8Array[] = [];
  await assert.rejects(async () => {
    for await (const chunk of gunzip(pieces(packed.subarray(0, -100), 1_000))) chunks.push(chunk);
  }, { reason: "encoding" });
  // The decoder may make a byte of the one that shows that the data was cut off.
  const got = Buffer.concat(chunks).subarray(0, -1);
  assert.ok(got.byteLength > NOISE.byteLength - 120 && NOISE.subarray(0, got.byteLength).equals(got), String(got.byteLength));
  for (const bytes of [packed.subarray(0, 5), packed.subarray(0, 10), NOISE, Buffer.from("plain text, not packed")]) {
    await assert.rejects(decoded(gunzip, bytes, 9), { reason: "encoding" });
  }
});

Deno.test("gunzip() is not held up by members without content or by a name without end", async () => {
  const members = Buffer.concat(Array.from({ length: 5_000 }, () => gzipSync("")));
  await assert.rejects(decoded(gunzip, members, 10_000), { reason: "encoding" });
  const name = Buffer.concat([Buffer.from("1f8b0808000000000000", "hex"), Buffer.alloc(200_000, "a")]);
  await assert.rejects(decoded(gunzip, name, 10_000), { reason: "encoding" });
});

Deno.test("inflate() decodes deflate data with and without its wrapping", async () => {
  for (const text of [TEXT, NOISE, Buffer.from("a")]) {
    for (const packed of [deflateSync(text), deflateSync(text).subarray(0, -4), deflateRawSync(text)]) {
      for (const size of [11, 100_000]) assert.ok((await decoded(inflate, packed, size)).equals(text));
    }
  }
  assert.equal((await decoded(inflate, new Uint8Array(), 1)).length, 0);
});
