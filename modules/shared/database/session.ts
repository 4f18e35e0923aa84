// @ts-types="@types/pg"
import type pg from "pg";

/** One connection to PostgreSQL. Statements run one after another, in the order in which they were asked for. */
export interface Session {
  /** Runs one prepared statement; the rows have their columns' names. */
  query(text: string, parameters?: readonly unknown[]): Promise<object[]>;
  /** Runs statements without parameters (PostgreSQL, "Simple Query"); the rows of all of them. Migrations may be `long`. */
  script(text: string, options?: { long?: boolean }): Promise<object[]>;
  /** Ends a transaction; throws where PostgreSQL rolled it back although it was to be committed. */
  commit(): Promise<void>;
  /** Ends what a failed script left open. */
  rollBackOpen(): Promise<void>;
  /** The statement under way: when it was sent, by `performance.now()`, and whether it may be long; null while there is none. */
  underWay(): { since: number; long: boolean } | null;
  /** Breaks the connection off: statements under way are rejected. */
  abandon(): void;
  /** Why the connection can no longer be used; null while it can. */
  lost(): Error | null;
}

/** Prepared statements that a session keeps at most: the most recently used. A search has five, a crawl some forty. */
const PREPARED = 200;
const TIMED_OUT = "Query read timeout";

/** What the driver knows of statements that it has prepared; its types do not name it. */
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
    // Whoever asked is told of the failure; those behind only wait for the end.
    last = own.catch(() => {});
    return own;
  }

  async function send(query: string | pg.QueryConfig, { long = false } = {}): Promise<pg.QueryResult[]> {
    underWay = { since: performance.now(), long };
    try {
      const results: pg.QueryResult | pg.QueryResult[] = await client.query(query);
      return Array.isArray(results) ? results : [results];
    } catch (error) {
      // The server may still be at it: nothing else can be asked of this connection.
      if (error instanceof Error && error.message === TIMED_OUT) lost ??= error;
      throw error;
    } finally {
      underWay = null;
    }
  }

  async function nameOf(text: string): Promise<string> {
    const name = names.get(text) ?? `kept_${++prepared}`;
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
        // A script may change tables: what is prepared would fail where a statement returns other columns now.
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
    // It is broken already where it cannot be ended.
    abandon: () => void client.end().catch(() => {}),
    lost: () => lost,
  };
}
