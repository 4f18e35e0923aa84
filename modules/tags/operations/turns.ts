import type { Database } from "../../shared/database/handle.ts";

const last = new WeakMap<Database, Promise<unknown>>();

/**
 * One act after the other on an embedded database, which one process has to itself: an act in several transactions is never
 * mixed with another, so that the order of operations is the order in which they changed things. Readers do not wait here.
 */
export async function inTurn<T>(database: Database, work: () => Promise<T>): Promise<T> {
  if (database.kind === "server") return await work();
  const turn = (last.get(database) ?? Promise.resolve()).then(work, work);
  last.set(database, turn);
  return await turn;
}
