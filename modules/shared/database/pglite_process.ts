import { Buffer } from "node:buffer";
import { Duplex } from "node:stream";
// @ts-types="@types/pg"
import pg from "pg";
import { CHILD_ENVIRONMENT, readErrorTail } from "../process/child.ts";
import { databaseEngineArguments } from "./pglite_process_arguments.ts";
import type { ChildOptions } from "./pglite_child_options.ts";
import { openSession, type Session } from "./session.ts";
import { VALUE_TYPES } from "./values.ts";

/** PGlite in a child process, which can be killed, with the one connection to it. */
export interface EngineProcess {
  readonly pid: number;
  readonly client: pg.Client;
  readonly session: Session;
  /** Resolves once the process has ended, with the end of its standard error. */
  readonly ended: Promise<string>;
  /** Lets the engine write everything to its files and end. Kills it if that takes too long. */
  stop(): Promise<void>;
  kill(): void;
}

const STOP_MILLISECONDS = 8_000;
/** How long opening may take. Reading 64 MB of log again takes seconds, and PGlite enters an endless loop if it cannot write its log. */
const OPEN_MILLISECONDS = 30_000;

/** Starts the child and connects to it. Throws the child's message if it cannot open the database. The child has ended then. */
export async function startEngine(options: ChildOptions, openMilliseconds = OPEN_MILLISECONDS): Promise<EngineProcess> {
  const child = new Deno.Command(Deno.execPath(), {
    args: databaseEngineArguments(options),
    clearEnv: true,
    env: { ...CHILD_ENVIRONMENT, NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors = readErrorTail(child.stderr);
  const input = child.stdin.getWriter();
  const ended = Promise.all([child.status, errors]).then(async ([{ code, signal }, text]) => {
    // The pipe has no reader any more, so that it does not matter how it closes.
    await input.abort().catch(() => {});
    return text || `${signal ?? `exit code ${code}`}`;
  });
  const client = new pg.Client({
    stream: streamOf(child.stdout, input),
    user: "postgres",
    database: "postgres",
    ssl: false,
    types: VALUE_TYPES,
  });
  const session = openSession(client);
  const kill = () => {
    try {
      child.kill("SIGKILL");
    } catch {
      // The child has ended by itself.
    }
  };
  const late = setTimeout(kill, openMilliseconds);
  try {
    await client.connect();
  } catch (error) {
    kill();
    throw new Error(await ended, { cause: error });
  } finally {
    clearTimeout(late);
  }
  const stop = async () => {
    const late = setTimeout(kill, STOP_MILLISECONDS);
    // The engine ends at the driver's last message, even if closing the stream fails.
    await client.end().catch(() => {});
    await ended;
    clearTimeout(late);
  };
  return { pid: child.pid, client, session, ended, stop, kill };
}

/**
 * Combines the child's standard input and output to the socket that the driver expects. The input stays open after the driver's last
 * message, because the child would take its end for the end of the parent.
 */
function streamOf(output: ReadableStream<Uint8Array>, input: WritableStreamDefaultWriter<Uint8Array>): () => Duplex {
  const stream = new Duplex({
    read: () => {},
    writev: (chunks, done) => {
      input.write(Buffer.concat(chunks.map(({ chunk }) => chunk))).then(() => done(), done);
    },
  });
  void (async () => {
    for await (const { buffer, byteOffset, byteLength } of output) stream.push(Buffer.from(buffer, byteOffset, byteLength));
  })().then(() => stream.destroy(), (error: unknown) => stream.destroy(new Error(String(error))));
  return () =>
    Object.assign(stream, {
      setNoDelay: () => stream,
      setKeepAlive: () => stream,
      ref: () => stream,
      unref: () => stream,
      connect: () => queueMicrotask(() => stream.emit("connect")),
    });
}
