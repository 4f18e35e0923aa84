import { AppError, DiskError, messageOf } from "../errors.ts";
import type { DiskSpace } from "../disk.ts";
import type { Log } from "../log.ts";
import type { ChildOptions } from "./pglite_child_options.ts";
import { type EngineProcess, startEngine } from "./pglite_process.ts";

/** An embedded database that is opened again whenever its process ends. */
export interface Lifecycle {
  /** Resolves with the process once it is open. Rejects with `unavailable` if that takes too long. */
  current(): Promise<EngineProcess>;
  close(): Promise<void>;
}

export interface LifecycleOptions extends ChildOptions {
  log?: Log | undefined;
  disk?: Pick<DiskSpace, "shortage" | "isFull" | "look" | "giveUpReserve"> | undefined;
  /** How long one statement may take before the process counts as hung and is killed. */
  statementMilliseconds?: number | undefined;
  /** Called with each process once it is open: with the first one, and with each that replaces one that ended. */
  opened?: (engine: EngineProcess) => Promise<void>;
}

const STATEMENT_MILLISECONDS = 60_000;
/** The limit of a statement on a full disk, where PGlite enters an endless loop if it cannot write its log. */
const STATEMENT_ON_FULL_DISK_MILLISECONDS = 4_000;
/** A migration may take this many times longer. */
const LONG = 10;
const WATCH_MILLISECONDS = 500;
/** How long statements wait for a database that is being opened again. */
const OUTAGE_MILLISECONDS = 5_000;
const FIRST_WAIT_MILLISECONDS = 100;
const LONGEST_WAIT_MILLISECONDS = 3_000;
/** How much log PostgreSQL writes before a checkpoint. It is read again after a kill, and takes space beside the tables. */
const LOG_BYTES = 64 * 1024 * 1024;
const CHECKPOINT_LOOK_MILLISECONDS = 2_000;

/** Opens the database, and again whenever its process ends. Throws if it cannot be opened the first time. */
export async function openLifecycle(options: LifecycleOptions): Promise<Lifecycle> {
  const { directory, log, disk, statementMilliseconds = STATEMENT_MILLISECONDS } = options;
  let engine = await open(options);
  let successor: Promise<void>;
  let outage: { since: number; reason: string } | null = null;
  let closed = false;
  follow(engine);

  function follow(own: EngineProcess): void {
    // A process without a connection is useless, and must end before another one opens the directory.
    own.client.once("end", own.kill);
    successor = own.ended.then(async (said) => {
      if (closed) return;
      outage = { since: outage?.since ?? performance.now(), reason: lastLine(said) };
      log?.error("The embedded database's process ended", { reason: outage.reason });
      // A database in memory is lost with its process.
      if (directory !== undefined) await reopen(outage);
    });
  }

  async function reopen(current: { reason: string }): Promise<void> {
    for (let wait = FIRST_WAIT_MILLISECONDS; !closed; wait = Math.min(LONGEST_WAIT_MILLISECONDS, wait * 2)) {
      try {
        const next = await open(options);
        if (closed) return await next.stop();
        engine = next;
        outage = null;
        log?.warning("The embedded database is open again");
        return follow(next);
      } catch (error) {
        current.reason = lastLine(messageOf(error));
        log?.warning("The embedded database cannot be opened again yet", { error: messageOf(error), again: `in ${wait} ms` });
        await pause(wait);
      }
    }
  }

  async function current(): Promise<EngineProcess> {
    if (closed) throw new AppError("unavailable", "The embedded database is closed");
    if (engine.session.lost() === null) return engine;
    outage ??= { since: performance.now(), reason: "its process has ended" };
    const left = OUTAGE_MILLISECONDS - (performance.now() - outage.since);
    if (left > 0) await within(successor, left);
    if (engine.session.lost() === null) return engine;
    const shortage = disk?.shortage() ?? null;
    if (shortage !== null) throw new DiskError(shortage);
    throw new AppError("unavailable", `The embedded database is not open: ${outage?.reason}`);
  }

  const watch = setInterval(() => {
    const statement = engine.session.underWay();
    if (statement === null) return;
    const limit = disk?.isFull() ? STATEMENT_ON_FULL_DISK_MILLISECONDS : statementMilliseconds * (statement.long ? LONG : 1);
    if (performance.now() - statement.since < limit) return;
    log?.error("The embedded database did not answer and is ended", { seconds: Math.round(limit / 1_000) });
    engine.kill();
  }, WATCH_MILLISECONDS);
  const checkpoints = directory === undefined
    ? undefined
    : setInterval(checkpointer(() => engine, log), CHECKPOINT_LOOK_MILLISECONDS);

  return {
    current,
    close: async () => {
      closed = true;
      clearInterval(watch);
      clearInterval(checkpoints);
      await engine.stop();
    },
  };
}

/** Opens the database. On a full disk it deletes the reserve first. */
async function open(options: LifecycleOptions): Promise<EngineProcess> {
  const { disk, opened } = options;
  await disk?.look();
  if (disk?.isFull()) await disk.giveUpReserve();
  try {
    const engine = await startEngine(options);
    await opened?.(engine);
    return engine;
  } catch (error) {
    await disk?.look();
    if (!disk?.isFull() && !/No space left|ENOSPC/.test(messageOf(error))) throw error;
    throw new DiskError(disk?.shortage() ?? "The disk is full", { cause: error });
  }
}

/** Returns a function that makes a checkpoint if enough log was written, so that the log does not grow without bound. */
function checkpointer(current: () => EngineProcess, log: LifecycleOptions["log"]): () => void {
  let looking = false;
  let checkpointed: { engine: EngineProcess; at: number } | null = null;
  const look = async () => {
    const engine = current();
    if (engine.session.lost() !== null || engine.session.underWay() !== null) return;
    const at = await logPosition(engine);
    if (checkpointed?.engine !== engine) checkpointed = { engine, at };
    if (at - checkpointed.at < LOG_BYTES) return;
    await engine.session.script("checkpoint");
    checkpointed = { engine, at };
  };
  return () => {
    if (looking) return;
    looking = true;
    void look()
      .catch((error: unknown) => log?.warning("The embedded database could not make a checkpoint", { error: messageOf(error) }))
      .finally(() => looking = false);
  };
}

/** Returns how many bytes of log PostgreSQL has written since the database was made. */
async function logPosition({ session }: EngineProcess): Promise<number> {
  const [row] = await session.query("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as bytes");
  return row && "bytes" in row ? Number(row.bytes) : 0;
}

function lastLine(text: string): string {
  return text.split("\n").findLast((line) => line.trim() !== "")?.trim().slice(0, 300) ?? "";
}

async function within(promise: Promise<void>, milliseconds: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  await Promise.race([promise, new Promise<void>((resolve) => timer = setTimeout(resolve, milliseconds))]);
  clearTimeout(timer);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
