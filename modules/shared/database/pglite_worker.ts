/// <reference lib="deno.worker" />
import type { PGlite } from "@electric-sql/pglite";
import { ChildOptions } from "./pglite_child_options.ts";
import { openEngine } from "./pglite_engine.ts";
import { splitMessages, startupLength } from "./pglite_messages.ts";

/** AuthenticationOk and ReadyForQuery (PostgreSQL, "Message Formats"), the answer to the startup message. PGlite has no users. */
const STARTUP_ANSWER = new Uint8Array([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);

/** Only the protocol may reach standard output, so PostgreSQL's messages go to standard error, for the parent's log. */
for (const method of ["log", "info", "debug", "warn", "error"] as const) {
  // deno-lint-ignore no-console
  console[method] = (...words: unknown[]) => void Deno.stderr.writeSync(new TextEncoder().encode(`${words.join(" ")}\n`));
}

let engine: Promise<PGlite> | undefined;
let started = false;
let rest = new Uint8Array();

self.onmessage = async ({ data }: MessageEvent<unknown>) => {
  if (data instanceof Uint8Array) return answer(data, await engine);
  engine = openEngine(ChildOptions.parse(data));
  await engine;
};

function answer(chunk: Uint8Array, database: PGlite | undefined): void {
  if (!database) throw new Error("The database is not open");
  rest = joined(rest, chunk);
  if (!started) {
    const length = startupLength(rest);
    if (length === null) return;
    rest = rest.slice(length);
    started = true;
    write(STARTUP_ANSWER);
  }
  const { batches, terminated, left } = splitMessages(rest);
  rest = left;
  for (const batch of batches) write(database.execProtocolRawSync(batch));
  if (terminated) void database.close().then(() => self.postMessage("closed"));
}

function joined(before: Uint8Array, after: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(before.length + after.length);
  whole.set(before);
  whole.set(after, before.length);
  return whole;
}

function write(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}
