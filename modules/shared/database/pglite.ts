import { fromPglite } from "pg-boss";
import { camelRows, type Database, type Queryable, type Transaction } from "./handle.ts";
import { openBridge } from "./pglite_bridge.ts";

const TRANSACTION_MILLISECONDS = 60_000;

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
  const { call, listen, terminate } = openBridge(
    new Worker(import.meta.resolve("./pglite_worker.ts"), { type: "module", name: "pglite" }),
  );
  await call({ op: "open", directory, template });
  let transactions = 0;

  const run = async (text: string, parameters: readonly unknown[], transaction?: number) =>
    await call({ op: "query", transaction, text, parameters: [...parameters] }) as object[];

  return {
    kind: "embedded",
    query: async <Row extends object>(text: string, parameters: readonly unknown[] = []) =>
      camelRows<Row>(await run(text, parameters)),
    transaction: async (work) => {
      const transaction = ++transactions;
      await call({ op: "begin", transaction, milliseconds: transactionMilliseconds });
      return await settle(work, scope(transaction), (commit) => call({ op: "end", transaction, commit }));
    },
    listen,
    queue: fromPglite({
      query: async <T>(text: string, parameters?: unknown[]) => ({ rows: await run(text, parameters ?? []) as T[] }),
      exec: async (text: string) => await call({ op: "exec", text }) as { rows: object[] }[],
      listen,
    }),
    dump: async () => await call({ op: "dump" }) as Blob,
    close: async () => {
      await call({ op: "close" });
      terminate();
    },
  };

  function scope(transaction: number): Transaction {
    return {
      query: async <Row extends object>(text: string, parameters: readonly unknown[] = []) =>
        camelRows<Row>(await run(text, parameters, transaction)),
      script: async (text) => void await call({ op: "exec", transaction, text }),
    };
  }
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
