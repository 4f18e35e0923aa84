import type { Database } from "../shared/database/handle.ts";

const last = new WeakMap<Database, Promise<unknown>>();

/** Keeps the turn until this has settled, although its result is known: nothing else may change what is still to be mended. */
export type HoldTurn = (mending: Promise<unknown>) => void;

/**
 * One act after the other on an embedded database, which one process has to itself: an act in several transactions is never
 * mixed with another, so that the order of operations is the order in which they changed things. Readers do not wait here.
 */
export async function inTurn<T>(database: Database, work: (hold: HoldTurn) => Promise<T>): Promise<T> {
  if (database.kind === "server") return await work(() => {});
  let held: Promise<unknown> = Promise.resolve();
  const own = (last.get(database) ?? Promise.resolve()).then(() => work((mending) => held = mending));
  // Whoever asked is told how it ended; the next one only waits.
  last.set(database, own.then(() => held, () => held).catch(() => {}));
  return await own;
}
