import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { writeTempFile } from "../../../modules/crawl/worker/temp_file.ts";
import { withDirectory } from "../../support/directory.ts";

async function* parts(...chunks: (Uint8Array | Error)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    if (chunk instanceof Error) throw chunk;
    yield await Promise.resolve(chunk);
  }
}

Deno.test("writeTempFile() writes a body and returns its digests and size", () =>
  withDirectory(async (directory) => {
    const chunks = [Buffer.from("image"), new Uint8Array(0), Buffer.alloc(300_000, "tagger")];
    const written = await writeTempFile(directory, parts(...chunks));
    const whole = Buffer.concat(chunks);
    assert.deepEqual(Buffer.from(await Deno.readFile(join(directory, written.temp))), whole);
    assert.equal(written.bytes, whole.length);
    assert.equal(written.sha256, createHash("sha256").update(whole).digest("hex"));
    assert.equal(written.md5, createHash("md5").update(whole).digest("hex"));
    assert.match(written.temp, /^[0-9a-zA-Z-]{1,80}$/);
  }));

Deno.test("writeTempFile() leaves no file if the body fails, and throws its fault", () =>
  withDirectory(async (directory) => {
    const fault = new Error("the connection is gone");
    await assert.rejects(writeTempFile(directory, parts(Buffer.from("half"), fault)), fault);
    assert.deepEqual(await Array.fromAsync(Deno.readDir(directory)), []);
  }));

Deno.test("writeTempFile() writes an empty file for an empty body, and uses a new name each time", () =>
  withDirectory(async (directory) => {
    const files = [await writeTempFile(directory, parts()), await writeTempFile(directory, parts())];
    assert.deepEqual(files.map(({ bytes }) => bytes), [0, 0]);
    assert.equal(new Set(files.map(({ temp }) => temp)).size, 2);
  }));
