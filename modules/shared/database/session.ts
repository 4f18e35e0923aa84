// @ts-types="@types/pg"
import type pg from "pg";

/** One connection to PostgreSQL. Its statements run one after another, in the order of the calls. */
export interface Session {
  /** Runs one prepared statement and returns its rows, with the names of the columns in SQL. */
  query(text: string, parameters?: readonly unknown[]): Promise<object[]>;
  /** Runs statements without parameters (PostgreSQL, "Simple Query") and returns all their rows. Set `long` for migrations. */
  script(text: string, options?: { long?: boolean }): Promise<object[]>;
  /** Commits a transaction. Throws if PostgreSQL rolled it back instead. */
  commit(): Promise<void>;
  /** Rolls back a transaction that a failed script left open. */
  rollBackOpen(): Promise<void>;
  /** Returns when the current statement was sent, by `performance.now()`, and whether it may be long; null if there is none. */
  underWay(): { since: number; long: boolean } | null;
  /** Closes the connection. The current statement rejects. */
  abandon(): void;
  /** Returns why the connection cannot be used any more, or null. */
  lost(): Error | null;
}

/** The most prepared statements of a session; the least recently used are dropped. A search has five, a crawl about forty. */
const PREPARED = 200;
const TIMED_OUT = "Query read timeout";

/** The driver's record of prepared statements, which its types do not declare. */
type Prepared = pg.Client & { connection: { parsedStatements: Record<string, string> } };

export function openSession(client: pg.Client): Session {
  const { parsedStatements } = (client as Prepared).connection;
  const names = new Map<string, string>();
  let prepared = 0;
  let lost: Error | null = null;
  let underWay: ReturnType<Session["underWay"]> = null;
  let last: Promise<unknown> = Promise.resolve();
  client.on("error", (error) => lost ??= error);
  client.on("end", () => lost ??= new Error("The connection has ended"));

  function inOrder<T>(work: () => Promise<T>): Promise<T> {
    const own = last.then(work);
    // The caller sees the failure; later statements only wait for the end.
    last = own.catch(() => {});
    return own;
  }

  async function send(query: string | pg.QueryConfig, { long = false } = {}): Promise<pg.QueryResult[]> {
    underWay = { since: performance.now(), long };
    try {
      const results: pg.QueryResult | pg.QueryResult[] = await client.query(query);
      return Array.isArray(results) ? results : [results];
    } catch (error) {
      // The server may still run the statement, so this connection cannot be used for another one.
      if (error instanceof Error && error.message === TIMED_OUT) lost ??= error;
      throw error;
    } finally {
      underWay = null;
    }
  }

  async function nameOf(text: string): Promise<string> {
    const name = names.get(text) ?? `prepared_${++prepared}`;
    names.delete(text);
    names.set(text, name);
    const [oldest] = names;
    if (oldest && names.size > PREPARED && status() !== "E") {
      names.delete(oldest[0]);
      delete parsedStatements[oldest[1]];
      await send(`deallocate ${oldest[1]}`);
    }
    return name;
  }

  /** I: idle, T: in a transaction, E: in one that has failed (PostgreSQL, "ReadyForQuery"). */
  function status(): string | null {
    return client.getTransactionStatus();
  }

  return {
    query: (text, parameters = []) =>
      inOrder(async () => {
        const [result] = await send({ name: await nameOf(text), text, values: [...parameters] });
        return result?.rows ?? [];
      }),
    script: (text, options) =>
      inOrder(async () => {
        const results = await send(text, options);
        // A script may change tables, and prepared statements that return other columns then would fail.
        if (/\b(create|alter|drop)\b/i.test(text)) {
          await send("deallocate all");
          for (const name of names.values()) delete parsedStatements[name];
          names.clear();
        }
        return results.flatMap(({ rows }) => rows ?? []);
      }),
    commit: () =>
      inOrder(async () => {
        const [result] = await send("commit");
        if (result?.command === "ROLLBACK") throw new Error("A statement of the transaction had failed: it was rolled back");
      }),
    rollBackOpen: () =>
      inOrder(async () => {
        if (status() !== "I") await send("rollback");
      }),
    underWay: () => underWay,
    // If the connection cannot be ended, it is broken already.
    abandon: () => void client.end().catch(() => {}),
    lost: () => lost,
  };
}
