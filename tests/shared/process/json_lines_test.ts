import assert from "node:assert/strict";
import { jsonLineWriter, LINE_BYTES, readJsonLines } from "../../../modules/shared/process/json_lines.ts";

const encoder = new TextEncoder();

async function read(chunks: Uint8Array[]): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const value of readJsonLines(ReadableStream.from(chunks) as ReadableStream<Uint8Array>)) values.push(value);
  return values;
}

Deno.test("readJsonLines() finds the values however the bytes are cut", async () => {
  const values = [{ a: "ä\n😀" }, [1, 2], null, "x"];
  const bytes = encoder.encode(values.map((value) => JSON.stringify(value) + "\n").join("\n"));
  assert.deepEqual(await read([bytes]), values);
  assert.deepEqual(await read([...bytes].map((byte) => new Uint8Array([byte]))), values);
});

Deno.test("readJsonLines() leaves out a last line that was not ended, and throws on one that is no JSON", async () => {
  assert.deepEqual(await read([encoder.encode('{"a":1}\n{"b":')]), [{ a: 1 }]);
  await assert.rejects(read([encoder.encode("{a}\n")]), SyntaxError);
});

Deno.test("readJsonLines() refuses a line that does not end", async () => {
  const chunk = encoder.encode("x".repeat(1024 * 1024));
  const chunks = Array.from({ length: LINE_BYTES / chunk.length + 1 }, () => chunk);
  await assert.rejects(read(chunks), /A line is longer/);
});

Deno.test("jsonLineWriter() writes values that came during a write in one piece, and resolves when it is written", async () => {
  const pieces: string[] = [];
  const gate = Promise.withResolvers<void>();
  const write = jsonLineWriter(
    new WritableStream({
      write: async (chunk: Uint8Array) => {
        pieces.push(new TextDecoder().decode(chunk));
        if (pieces.length === 1) await gate.promise;
      },
    }).getWriter(),
  );
  let taken = 0;
  const writes = [1, 2, 3].map((value) => write(value).then(() => taken++));
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(taken, 0);
  gate.resolve();
  await Promise.all(writes);
  assert.equal(pieces.join(""), "1\n2\n3\n");
  assert(pieces.length <= 2);
});

Deno.test("jsonLineWriter() writes every line, in whichever turn of the event loop it is passed", async () => {
  for (let turns = 0; turns < 12; turns++) {
    const written: string[] = [];
    const stream = new WritableStream<Uint8Array>({ write: (chunk) => void written.push(new TextDecoder().decode(chunk)) });
    const write = jsonLineWriter(stream.getWriter());
    void write("first");
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    void write("second");
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(written.join(""), `"first"\n"second"\n`, `given after ${turns} turns`);
  }
});
