/// <reference lib="deno.worker" />
import type { PGlite } from "@electric-sql/pglite";
import type { BridgeReply, BridgeRequest, Place } from "./pglite_bridge.ts";
import { openEngine } from "./pglite_engine.ts";
import { openSessionQueue } from "./pglite_queue.ts";
import { openStatements, type Statements } from "./pglite_statements.ts";

/**
 * Runs PGlite off the main thread: a query of a second in the main thread would stop every timer for a second.
 * PGlite is one session, so a queue keeps statements out of a transaction that is not theirs.
 */
let opened: { engine: PGlite; statements: Statements } | undefined;
const queue = openSessionQueue();
const held = new Map<number, { release: () => void; deadline: ReturnType<typeof setTimeout> }>();

self.onmessage = (event: MessageEvent<BridgeRequest>) => void answer(event.data);

async function answer(request: BridgeRequest): Promise<void> {
  try {
    reply({ id: request.id, value: await perform(request) });
  } catch (error) {
    reply({ id: request.id, error: describe(error) });
  }
}

async function perform(request: BridgeRequest): Promise<unknown> {
  if (request.op === "open") {
    const engine = await openEngine(request);
    opened = { engine, statements: openStatements(engine) };
    return null;
  }
  if (!opened) throw new Error("The database is not open");
  const { engine: database, statements } = opened;
  switch (request.op) {
    case "begin":
      return await begin(database, request.transaction, request.milliseconds);
    case "end":
      return await end(database, request.transaction, request.commit);
    case "query":
      return await within(request.place, () => statements.query(request.text, request.parameters));
    case "exec":
      return await within(request.place, async () => {
        const results = await database.exec(request.text);
        // A migration's; the job queue's own, every second, change no table.
        if (request.place.transaction !== undefined) await statements.forget();
        return results.map(({ rows }) => ({ rows }));
      });
    case "listen":
      // Outside every transaction: what a transaction listens to is forgotten if it is rolled back.
      await within(
        {},
        () => database.listen(request.channel, (payload) => reply({ channel: request.channel, payload })),
      );
      return null;
    case "dump":
      return await having(queue.forTransaction(), () => database.dumpDataDir("gzip"));
    case "close":
      // Behind the transactions that wait: theirs is the work that is not to be lost.
      return await having(queue.forTransaction(), () => database.close());
  }
}

async function begin(database: PGlite, transaction: number, milliseconds: number): Promise<void> {
  const release = await queue.forTransaction();
  const deadline = setTimeout(() => void end(database, transaction, false).catch(() => {}), milliseconds);
  held.set(transaction, { release, deadline });
  await database.exec("begin");
}

async function end(database: PGlite, transaction: number, commit: boolean): Promise<void> {
  const own = held.get(transaction);
  if (!own) throw new Error("The transaction took too long and was rolled back");
  held.delete(transaction);
  clearTimeout(own.deadline);
  try {
    await database.exec(commit ? "commit" : "rollback");
  } finally {
    own.release();
  }
}

async function within<T>({ transaction, background = false }: Place, work: () => Promise<T>): Promise<T> {
  if (transaction !== undefined) {
    if (!held.has(transaction)) throw new Error("The transaction took too long and was rolled back");
    return await work();
  }
  return await having(background ? queue.forTransaction() : queue.forStatement(), work);
}

async function having<T>(turn: Promise<() => void>, work: () => Promise<T>): Promise<T> {
  const release = await turn;
  try {
    return await work();
  } finally {
    release();
  }
}

function describe(error: unknown): Record<string, unknown> {
  const { message, code, detail, constraint, table } = error as Record<string, unknown>;
  return { message: String(message ?? error), code, detail, constraint, table };
}

function reply(message: BridgeReply): void {
  self.postMessage(message);
}
