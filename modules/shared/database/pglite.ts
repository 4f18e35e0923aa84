import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fromPglite } from "pg-boss";
import { camelRows, type Database, type Queryable, type Transaction } from "./handle.ts";
import { CHILD_ENVIRONMENT } from "../process/child.ts";
import { databaseMakerArguments } from "../process/permissions.ts";
import { type Bridge, openBridge, type Place } from "./pglite_bridge.ts";

const TRANSACTION_MILLISECONDS = 60_000;
const BACKGROUND: Place = { background: true };

export interface EmbeddedDatabase extends Database {
  /** The whole data directory as a gzipped tar, to start others from. */
  dump(): Promise<Blob>;
}

/** Opens PGlite under `directory` (in memory without one), from a dumped data directory where `template` is given. */
export async function openEmbedded(
  { directory, template, transactionMilliseconds = TRANSACTION_MILLISECONDS }: {
    directory?: string;
    template?: Blob;
    transactionMilliseconds?: number;
  } = {},
): Promise<EmbeddedDatabase> {
  if (directory !== undefined && template === undefined && !await exists(join(directory, "PG_VERSION"))) await make(directory);
  const { call, listen, terminate } = startWorker();
  await call({ op: "open", directory, template, program: await program() });
  let transactions = 0;

  const asking = (place: Place): Queryable => ({
    query: async <Row extends object>(text: string, parameters?: readonly unknown[]) =>
      camelRows<Row>(await ask(call, place, text, parameters)),
  });
  const shared: Omit<EmbeddedDatabase, "query" | "background"> = {
    kind: "embedded",
    transaction: async (work) => {
      const transaction = ++transactions;
      await call({ op: "begin", transaction, milliseconds: transactionMilliseconds });
      return await settle(work, scope(transaction), (commit) => call({ op: "end", transaction, commit }));
    },
    listen,
    queue: jobQueue({ call, listen }),
    dump: async () => await call({ op: "dump" }) as Blob,
    close: async () => {
      await call({ op: "close" });
      terminate();
    },
  };
  const background: EmbeddedDatabase = {
    ...shared,
    ...asking(BACKGROUND),
    get background() {
      return background;
    },
  };
  return { ...shared, ...asking({}), background };

  function scope(transaction: number): Transaction {
    return {
      ...asking({ transaction }),
      script: async (text) => void await call({ op: "exec", place: { transaction }, text }),
    };
  }
}

async function ask(call: Bridge["call"], place: Place, text: string, parameters: readonly unknown[] = []): Promise<object[]> {
  return await call({ op: "query", place, text, parameters: [...parameters] }) as object[];
}

/** For pg-boss, whose statements nobody waits for. */
function jobQueue({ call, listen }: Pick<Bridge, "call" | "listen">): Database["queue"] {
  return fromPglite({
    query: async <T>(text: string, parameters?: unknown[]) => ({ rows: await ask(call, BACKGROUND, text, parameters) as T[] }),
    exec: async (text: string) => await call({ op: "exec", place: BACKGROUND, text }) as { rows: object[] }[],
    listen,
  });
}

function startWorker(): Bridge {
  return openBridge(new Worker(import.meta.resolve("./pglite_worker.ts"), { type: "module", name: "pglite" }));
}

let compiled: Promise<WebAssembly.Module> | undefined;

/** PostgreSQL itself, compiled once for all workers: what one of them has found worth optimising is fast in the others. */
function program(): Promise<WebAssembly.Module> {
  const url = new URL("./pglite.wasm", import.meta.resolve("@electric-sql/pglite"));
  return compiled ??= Deno.readFile(url).then((bytes) => WebAssembly.compile(bytes));
}

/**
 * Making a database takes 500 MB, which the process that does it keeps: this one does nothing else. What it leaves when it is
 * killed is no database yet, and goes when the next one begins.
 */
async function make(directory: string): Promise<void> {
  const partial = `${directory}.new`;
  await rm(partial, { recursive: true, force: true });
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: databaseMakerArguments({ directory: partial }),
    clearEnv: true,
    env: { ...CHILD_ENVIRONMENT, NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`The embedded database cannot be made: ${new TextDecoder().decode(stderr).trim().slice(0, 500)}`);
  await Deno.rename(partial, directory);
  using parent = await Deno.open(dirname(directory));
  await parent.sync();
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function settle<T, Scope extends Queryable>(
  work: (tx: Scope) => Promise<T>,
  scope: Scope,
  end: (commit: boolean) => Promise<unknown>,
): Promise<T> {
  let result: T;
  try {
    result = await work(scope);
  } catch (error) {
    await end(false).catch(() => {});
    throw error;
  }
  await end(true);
  return result;
}
