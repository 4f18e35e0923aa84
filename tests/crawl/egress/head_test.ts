import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readHead } from "../../../modules/crawl/egress/head.ts";
import { startClock } from "../../support/clock.ts";

async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text, "latin1");
  for (let at = 0; at < bytes.byteLength; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function parse(text: string, { size = text.length, mayHaveNone = false } = {}) {
  const { head, rest } = await readHead(pieces(text, size), { mayHaveNone });
  return { status: head.status, fields: Object.fromEntries(head.fields), rest: Buffer.from(rest).toString("latin1") };
}

Deno.test("readHead() finds status, fields and the first bytes of the body, however the head is written and cut", async () => {
  const heads: [string, number, Record<string, string[]>][] = [
    ["HTTP/1.1 200 OK\r\nA: 1\r\nB:2 \r\n\r\n", 200, { a: ["1"], b: ["2"] }],
    ["HTTP/1.1 404 Not Found\nA : 1\nA\t:\t2\n\n", 404, { a: ["1", "2"] }],
    ["HTTP/1.1 200\r\nA: 1\n\r\n", 200, { a: ["1"] }],
    ["HTTP/1.1\r\n\r\n", 200, {}],
    ["http/1.1 OK\r\n\r\n", 200, {}],
    ["HTTP/1.1  0301  Moved\r\n\r\n", 301, {}],
    ["\r\n\r\nHTTP/1.1 204 None\r\n\r\n", 204, {}],
    ["HTTP/1.1 200 OK\r\nA: one\r\n\t two\r\n three \r\n\r\n", 200, { a: ["one two three"] }],
    ["HTTP/1.1 200 OK\r\n folded onto nothing\r\nB: 1\r\n\r\n", 200, { b: ["1"] }],
    ["HTTP/1.1 200 OK\r\nno colon\r\n folded onto that\r\n: 1\r\nX Y: 1\r\nX(: 1\r\nB: \x01\x7f\xe9\r\n\r\n", 200, {
      b: ["\x01\x7f\xe9"],
    }],
    ["HTTP/1.1 200 OK\r\nA: 1\rB: 2\r\n\r\n", 200, { a: ["1"], b: ["2"] }],
    ["HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nA: 1\r\n\r\nHTTP/1.1 200 OK\r\nB: 2\r\n\r\n", 200, { b: ["2"] }],
  ];
  for (const [text, status, fields] of heads) {
    for (const size of [1, 2, 5, 1_000]) {
      const { rest, ...head } = await parse(`${text}body`, { size });
      assert.deepEqual(head, { status, fields }, JSON.stringify(text));
      assert.ok("body".startsWith(rest), rest);
    }
  }
});

Deno.test("readHead() refuses what is not HTTP, contradicts itself or goes on without end", async () => {
  const names = Array.from({ length: 5_000 }, (_, index) => `x${index}: y\n`).join("");
  const refused: [string, reason: string][] = [
    ["SSH-2.0-OpenSSH_9.2\r\n\r\n", "protocol"],
    ["12345HTTP/1.1 200 OK\r\n\r\n", "protocol"],
    ["ICY 200 OK\r\n\r\n", "protocol"],
    ["HTTP/1.1 200 OK\r\nA: \0\r\n\r\n", "protocol"],
    ["HTTP/1.1 101 Switching Protocols\r\n\r\n", "protocol"],
    ["HTTP/1.1 200 OK\r\nA: 1\r\n", "connection_lost"],
    ["HTTP", "connection_lost"],
    ["", "connection_lost"],
    [`HTTP/1.1 200 OK\r\nA: ${"y".repeat(300_000)}\r\n\r\n`, "header_flood"],
    [`HTTP/1.1 200 OK\r\n${names}\r\n`, "header_flood"],
    ["HTTP/1.1 100 Continue\r\n\r\n".repeat(100), "unasked_continue"],
    [`HTTP/1.1 100 Continue\r\nA: ${"y".repeat(100_000)}\r\n\r\n`.repeat(5), "header_flood"],
  ];
  for (const [text, reason] of refused) await assert.rejects(parse(text), { reason }, text.slice(0, 40));
});

Deno.test("readHead() takes an answer without a status line for a body where that is allowed", async () => {
  const bare = await parse("<p>hello, old server", { size: 3, mayHaveNone: true });
  assert.equal(bare.status, 200);
  assert.ok("<p>hello, old server".startsWith(bare.rest) && bare.rest.length >= 8);
  assert.equal((await parse("hi", { mayHaveNone: true })).rest, "hi");
  await assert.rejects(parse("HTTP/1.1 100 Continue\r\n\r\n<p>hello there", { mayHaveNone: true }), { reason: "protocol" });
});

Deno.test("readHead() takes time in proportion to the bytes, also for single bytes and for what misleads a parser", async () => {
  const lengths = [60_000, 240_000];
  const floods: [string, (length: number) => string, size: number][] = [
    ["one field in single bytes", (length) => `A: ${"y".repeat(length)}`, 1],
    ["blanks within a value", (length) => `A: y${" ".repeat(length)}y`, 9_000],
    ["folded lines", (length) => `A: y\n${" y\n".repeat(length / 3)}B: 1`, 9_000],
    ["lines of one name", (length) => "A: y\n".repeat(length / 5).trim(), 9_000],
    ["carriage returns", (length) => `A: y${"\r".repeat(length)}B: 1`, 9_000],
  ];
  for (const [name, flood, size] of floods) {
    for (const length of lengths) {
      const taken = startClock();
      await parse(`HTTP/1.1 200 OK\r\n${flood(length)}\r\n\r\n`, { size });
      // Quadratic time would be minutes.
      assert.ok(taken() < 4_000, `${name}: ${taken()} ms for ${length} bytes`);
    }
  }
});
