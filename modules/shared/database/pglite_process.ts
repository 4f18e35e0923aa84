import { Buffer } from "node:buffer";
import { Duplex } from "node:stream";
// @ts-types="@types/pg"
import pg from "pg";
import { CHILD_ENVIRONMENT, readLastWords } from "../process/child.ts";
import { databaseEngineArguments } from "./pglite_process_arguments.ts";
import type { ChildOptions } from "./pglite_child_options.ts";
import { openSession, type Session } from "./session.ts";
import { VALUE_TYPES } from "./values.ts";

/** PGlite in a child process of its own, which can be killed, and the one connection to it. */
export interface EngineProcess {
  readonly pid: number;
  readonly client: pg.Client;
  readonly session: Session;
  /** Resolves once the process has ended, to what it said last. */
  readonly ended: Promise<string>;
  /** Has the engine write everything to its files and end; kills it where that takes too long. */
  stop(): Promise<void>;
  kill(): void;
}

const STOP_MILLISECONDS = 8_000;
/** PGlite ends in an endless loop where it cannot write its log, also while it starts. Reading 64 MB of that again takes seconds. */
const OPEN_MILLISECONDS = 30_000;

/** Starts the child and connects to it. Throws what the child says where it cannot open the database; it has ended then. */
export async function startEngine(options: ChildOptions, openMilliseconds = OPEN_MILLISECONDS): Promise<EngineProcess> {
  const child = new Deno.Command(Deno.execPath(), {
    args: databaseEngineArguments(options),
    clearEnv: true,
    env: { ...CHILD_ENVIRONMENT, NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const words = readLastWords(child.stderr);
  const ended = Promise.all([child.status, words]).then(([{ code, signal }, said]) => said || `${signal ?? `exit code ${code}`}`);
  const client = new pg.Client({
    stream: streamOf(child),
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
      // It has ended by itself.
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
    // The engine ends at the driver's last message, whatever becomes of the pipes.
    await client.end().catch(() => {});
    await ended;
    clearTimeout(late);
  };
  return { pid: child.pid, client, session, ended, stop, kill };
}

/**
 * The child's standard input and output as the socket that the driver expects. The input stays open after the driver's last message:
 * its end would tell the child that its parent is gone.
 */
function streamOf(child: Deno.ChildProcess): () => Duplex {
  const input = child.stdin.getWriter();
  const stream = new Duplex({
    read: () => {},
    writev: (chunks, done) => {
      input.write(Buffer.concat(chunks.map(({ chunk }) => chunk))).then(() => done(), done);
    },
  });
  void (async () => {
    for await (const { buffer, byteOffset, byteLength } of child.stdout) stream.push(Buffer.from(buffer, byteOffset, byteLength));
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
