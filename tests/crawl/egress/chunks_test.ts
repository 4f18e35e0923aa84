import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { chunkDecoder } from "../../../modules/crawl/egress/chunks.ts";
import { startClock } from "../../support/clock.ts";

/** Decodes a body that arrives in pieces of a size. Returns null if it has no end. */
function decode(text: string, size: number): string | null {
  const decoder = chunkDecoder();
  const bytes = Buffer.from(text, "latin1");
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.byteLength; at += size) parts.push(Buffer.from(decoder.decode(bytes.subarray(at, at + size))));
  return decoder.isEnded() ? Buffer.concat(parts).toString("latin1") : null;
}

Deno.test("chunkDecoder() accepts the chunks that Chromium accepts, however they are cut", () => {
  const accepted: [string, string | null][] = [
    ["5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world"],
    ["5  \r\nhello\r\n0 \r\n\r\n", "hello"],
    ["5\nhello\n0\n\n", "hello"],
    ['00005;a="b;\x01\r\nhello\r\n0;x\r\n\r\n', "hello"],
    ["A\r\n0123456789\r\n0\r\nX: y\r\nnonsense\r\n\r\nignored", "0123456789"],
    ["0\r\n\r\n", ""],
    ["5\r\nhello\r\n", null],
    ["5\r\nhello\r\n0\r\n", null],
    ["5\r\nhel", null],
  ];
  for (const [text, body] of accepted) {
    for (const size of [1, 2, 3, 7, 1_000]) assert.equal(decode(text, size), body, JSON.stringify(text));
  }
});

Deno.test("chunkDecoder() refuses the chunks that Chromium refuses", () => {
  const refused = [
    "\r\n",
    "xyz\r\n",
    "0x5\r\nhello",
    "+5\r\nhello",
    "-5\r\n",
    " 5\r\nhello",
    ";a\r\n",
    "5\r\nhello!\r\n",
  ];
  refused.push("f".repeat(20) + "\r\n", `5;${"x".repeat(70_000)}`);
  for (const text of refused) {
    for (const size of [1, 1_000_000]) assert.throws(() => decode(text, size), { reason: "protocol" }, text.slice(0, 20));
  }
  assert.throws(() => decode(`0\r\n${"X: y\r\n".repeat(60_000)}`, 9_000), { reason: "header_flood" });
});

Deno.test("chunkDecoder() takes time in proportion to the bytes", () => {
  const taken = startClock();
  assert.equal(decode("1 \r\nx\r\n".repeat(50_000) + "0\r\n\r\n", 64_000)?.length, 50_000);
  assert.equal(decode(`20000\r\n${"x".repeat(0x20000)}\r\n0\r\n\r\n`, 1)?.length, 0x20000);
  assert.ok(taken() < 5_000, String(taken()));
});
