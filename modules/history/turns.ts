import type { Database } from "../shared/database/handle.ts";

/** For each embedded database, a promise that settles when the turn of its latest operation is over. */
const last = new WeakMap<Database, Promise<unknown>>();

/** Extends the turn until the promise has settled, without delaying the result: a failed operation is still being rolled back. */
export type HoldTurn = (rollBack: Promise<unknown>) => void;

/**
 * Runs one operation after the other on an embedded database, which only this process has open, because an operation in several
 * transactions must not mix with others: the order of operations is the order of their changes. Readers do not wait here.
 */
export async function inTurn<T>(database: Database, work: (hold: HoldTurn) => Promise<T>): Promise<T> {
  if (database.kind === "server") return await work(() => {});
  let held: Promise<unknown> = Promise.resolve();
  const own = (last.get(database) ?? Promise.resolve()).then(() => work((rollBack) => held = rollBack));
  // The next operation only waits. Errors are dropped here, because `own` rejects with them.
  last.set(database, own.then(() => held, () => held).catch(() => {}));
  return await own;
}
