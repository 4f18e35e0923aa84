import { AppError } from "../errors.ts";
import { camelRows, type Database, type Queryable, type Transaction } from "./handle.ts";
import { reachable } from "./faults.ts";
import type { Session } from "./session.ts";

/** What a session is used for. If there is only one, transactions and statements in the background wait for other statements. */
export type Turn = "statement" | "background" | "transaction";

/** The connections of one database. */
export interface Sessions {
  readonly kind: Database["kind"];
  /** Lends a session until `work` settles. Rejects with `unavailable` if there is none. */
  use<T>(turn: Turn, work: (session: Session) => Promise<T>): Promise<T>;
  readonly listen: Database["listen"];
  close(): Promise<void>;
}

/** Returns the handle that repositories use, on the connections of a database. */
export function databaseOf(sessions: Sessions, { transactionMilliseconds = 60_000 } = {}): Database {
  const asking = (turn: Turn): Queryable => ({
    query: async <Row extends object>(text: string, parameters?: readonly unknown[]) =>
      camelRows<Row>(await sessions.use(turn, (session) => reachable(() => session.query(text, parameters)))),
  });
  const shared: Omit<Database, "query" | "background"> = {
    kind: sessions.kind,
    transaction: (work, { milliseconds } = { milliseconds: transactionMilliseconds }) =>
      sessions.use("transaction", (session) => transact(session, work, milliseconds)),
    listen: sessions.listen,
    queue: jobQueue(sessions),
    close: sessions.close,
  };
  const background: Database = {
    ...shared,
    ...asking("background"),
    get background() {
      return background;
    },
  };
  return { ...shared, ...asking("statement"), background };
}

async function transact<T>(session: Session, work: (tx: Transaction) => Promise<T>, milliseconds: number): Promise<T> {
  await reachable(() => session.script("begin"));
  const { scope, end } = transactionScope(session);
  const late = Promise.withResolvers<never>();
  const deadline = setTimeout(() => late.reject(tooLong()), milliseconds);
  try {
    const result = await Promise.race([work(scope), late.promise]);
    end();
    await reachable(session.commit);
    return result;
  } catch (error) {
    end();
    // A lost connection has rolled back by itself. The first error is thrown below.
    await session.rollBackOpen().catch(() => {});
    throw error;
  } finally {
    clearTimeout(deadline);
  }
}

/** Returns the session for the work of a transaction. It refuses statements once the transaction has ended, which would run outside it. */
function transactionScope(session: Session): { scope: Transaction; end: () => void } {
  let ended = false;
  const inside = <Result>(work: () => Promise<Result>) => ended ? Promise.reject(tooLong()) : reachable(work);
  const scope: Transaction = {
    query: async <Row extends object>(text: string, parameters?: readonly unknown[]) =>
      camelRows<Row>(await inside(() => session.query(text, parameters))),
    script: async (text) => void await inside(() => session.script(text, { long: true })),
  };
  return { scope, end: () => void (ended = true) };
}

/** The error of a transaction that took too long. It is `unavailable`, because the database was slow or blocked: no fault of the caller. */
function tooLong(): AppError {
  return new AppError("unavailable", "The transaction took too long and was rolled back");
}

/** Returns the interface for pg-boss, whose statements run in the background. Without parameters it may send several at once. */
function jobQueue({ use, listen }: Sessions): Database["queue"] {
  return {
    executeSql: (text, values) =>
      use("background", async (session) => {
        try {
          return { rows: values?.length ? await session.query(text, values) : await session.script(text) };
        } catch (error) {
          // A failed script may have left a transaction open. The first error is thrown below.
          await session.rollBackOpen().catch(() => {});
          throw error;
        }
      }),
    listen: async (channel, notified, reconnected) => {
      const stop = await listen(channel, notified, reconnected);
      return { close: stop };
    },
  };
}
