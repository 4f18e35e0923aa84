import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { peek } from "../../../modules/crawl/worker/peek.ts";

async function* parts(chunks: string[], ended: string[] = []): AsyncGenerator<Uint8Array> {
  try {
    for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk));
  } finally {
    ended.push("left");
  }
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  return Buffer.concat(await Array.fromAsync(body)).toString();
}

Deno.test("peek() reads no further than is enough, and hands the whole body on", async () => {
  const peeked = await peek(parts(["ab", "cd", "ef", "gh"]), (head) => head.byteLength >= 3, 100);
  assert.equal(Buffer.from(peeked.head).toString(), "abcd");
  assert.equal(peeked.ended, false);
  assert.equal(await textOf(peeked.body), "abcdefgh");
});

Deno.test("peek() says that a body ended before there was enough", async () => {
  const short = await peek(parts(["a", "b"]), () => false, 100);
  assert.deepEqual([Buffer.from(short.head).toString(), short.ended, await textOf(short.body)], ["ab", true, "ab"]);
  const empty = await peek(parts([]), () => false, 100);
  assert.deepEqual([empty.head.byteLength, empty.ended, await textOf(empty.body)], [0, true, ""]);
});

Deno.test("peek() looks a few times at a body that comes a byte at a time, and stops at the limit", async () => {
  let looks = 0;
  const peeked = await peek(parts(Array.from({ length: 5_000 }, () => "x")), () => ++looks > 1e6, 1_000);
  assert.ok(looks < 12, `${looks} looks`);
  assert.ok(peeked.head.byteLength >= 1_000 && peeked.head.byteLength < 2_100);
  assert.equal((await textOf(peeked.body)).length, 5_000);
});

Deno.test("peek() closes the source when its reader stops", async () => {
  const ended: string[] = [];
  const { body } = await peek(parts(["a", "b", "c"], ended), () => true, 100);
  for await (const _chunk of body) break;
  assert.deepEqual(ended, ["left"]);
});
