import { fromPglite } from "pg-boss";
import { camelRows, type Database, type Queryable, type Transaction } from "./handle.ts";

/** What crosses to the worker that holds PGlite. `transaction` names the open transaction that a statement belongs to. */
export type BridgeRequest =
  & { id: number }
  & (
    | { op: "open"; directory?: string | undefined; template?: Blob | undefined }
    | { op: "begin"; transaction: number; milliseconds: number }
    | { op: "end"; transaction: number; commit: boolean }
    | { op: "query"; transaction?: number | undefined; text: string; parameters: unknown[] }
    | { op: "exec"; transaction?: number | undefined; text: string }
    | { op: "listen"; channel: string }
    | { op: "dump" }
    | { op: "close" }
  );

export type BridgeReply =
  | { id: number; value: unknown }
  | { id: number; error: Record<string, unknown> }
  | { channel: string; payload: string };

type Unnumbered<T> = T extends unknown ? Omit<T, "id"> : never;
type Call = (request: Unnumbered<BridgeRequest>) => Promise<unknown>;

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
  const { call, listeners, terminate } = startBridge();
  await call({ op: "open", directory, template });
  let transactions = 0;

  const run = async (text: string, parameters: readonly unknown[], transaction?: number) =>
    await call({ op: "query", transaction, text, parameters: [...parameters] }) as object[];
  const listen = async (channel: string, notified: (payload: string) => void) => {
    const known = listeners.get(channel);
    const set = known ?? new Set();
    listeners.set(channel, set.add(notified));
    if (!known) await call({ op: "listen", channel });
    return () => Promise.resolve(void set.delete(notified));
  };

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

function startBridge() {
  const worker = new Worker(import.meta.resolve("./pglite_worker.ts"), { type: "module", name: "pglite" });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const listeners = new Map<string, Set<(payload: string) => void>>();
  let calls = 0;

  worker.onmessage = ({ data }: MessageEvent<BridgeReply>) => {
    if ("channel" in data) {
      for (const notified of listeners.get(data.channel) ?? []) notified(data.payload);
      return;
    }
    const caller = waiting.get(data.id);
    waiting.delete(data.id);
    if ("error" in data) caller?.reject(Object.assign(new Error(String(data.error.message)), data.error));
    else caller?.resolve(data.value);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    for (const { reject } of waiting.values()) reject(new Error(`The embedded database stopped: ${event.message}`));
    waiting.clear();
  };

  const call: Call = (request) => {
    const id = ++calls;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    waiting.set(id, { resolve, reject });
    worker.postMessage({ ...request, id });
    return promise;
  };
  return { call, listeners, terminate: () => worker.terminate() };
}
