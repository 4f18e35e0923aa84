import type { Database, Queryable } from "../shared/database/handle.ts";
import type { Description } from "./kinds.ts";
import type { ChangeCounts, Recorder, Step } from "./recorder.ts";
import { deleteOperation, findSameLatest, insertOperation, markFinished, markUndone } from "./repository.ts";
import type { DoneOperation } from "./schemas.ts";
import { rollBack, rollBackLater } from "./roll_back.ts";
import { type HoldTurn, inTurn } from "./turns.ts";

/** An operation before it is begun. */
export interface NewOperation extends Description {
  /** The operation that this one undoes. */
  undoOf?: number;
  /** The recorders of what it may change, in the order in which it changes them. */
  recorders: readonly Recorder[];
  /** How many changes it may make. Decides whether it is large. */
  size: number;
}

/** An operation under way. */
export interface RunningOperation {
  /** Runs the next part. */
  step: Step;
  /** How many changes one step makes at most. */
  limit: number;
  /** Inserts the row of the operation. Comes once, in the first step, after the locks. */
  begin(tx: Queryable): Promise<void>;
  /** Throws before `begin`. */
  readonly id: number;
}

/** An operation that has run. */
export interface Performed<Result> extends ChangeCounts {
  /** Null if nothing changed: then no operation is kept. */
  operation: DoneOperation | null;
  result: Result;
}

/** Measured: so many taggings take 0.5 to 1 s on a server, and 0.15 s embedded, for which a search may have to wait. */
const LIMIT = { server: 32_768, embedded: 600 };

/**
 * Runs `work` as one operation. On a server that is one transaction. On an embedded database, where a transaction keeps every reader
 * out, a large operation is many short transactions under one operation row that is marked unfinished: if a part fails, the parts
 * before it are rolled back by their records, and so are those that a crash left, at the next start. Either way the promise
 * resolves when everything is done.
 */
export async function perform<Result>(
  database: Database,
  operation: NewOperation,
  work: (running: RunningOperation) => Promise<Result>,
): Promise<Performed<Result>> {
  const limit = LIMIT[database.kind];
  const isOneTransaction = database.kind === "server" || operation.size <= limit;
  return await inTurn(database, async (hold) => {
    const insert = (tx: Queryable) => insertOperation(tx, operation);
    if (isOneTransaction) return await database.transaction((tx) => run(within(tx), operation, { limit, insert }, work));
    return await run((part) => database.transaction(part), operation, { limit, insert, hold }, work);
  });
}

/**
 * Runs `work` as an operation inside a transaction of the caller's, without a limit to its steps. If the latest operation of all has
 * the same kind and parameters, `work` goes on with that one: a crawl that nobody interrupts is one operation.
 */
export async function performWithin<Result>(
  tx: Queryable,
  operation: NewOperation,
  work: (running: RunningOperation) => Promise<Result>,
): Promise<Performed<Result>> {
  const insert = async () => await findSameLatest(tx, operation) ?? await insertOperation(tx, operation);
  return await run(within(tx), operation, { limit: Number.MAX_SAFE_INTEGER, insert }, work);
}

/** Runs parts in a transaction that is open. */
function within(tx: Queryable): Step {
  return (part) => part(tx);
}

/** The operation with its steps inside a transaction that is open. */
export function inside(operation: RunningOperation, tx: Queryable): RunningOperation {
  return { ...operation, step: within(tx), id: operation.id };
}

interface Form {
  limit: number;
  /** Gives the id of the operation. */
  insert: (tx: Queryable) => Promise<number>;
  /** Given if each part is a transaction of its own. */
  hold?: HoldTurn;
}

async function run<Result>(
  step: Step,
  operation: NewOperation,
  { limit, insert, hold }: Form,
  work: (running: RunningOperation) => Promise<Result>,
): Promise<Performed<Result>> {
  let begun: number | null = null;
  const running: RunningOperation = {
    step,
    limit,
    begin: async (tx) => void (begun = await insert(tx)),
    get id() {
      if (begun === null) throw new Error("The operation is not begun");
      return begun;
    },
  };
  try {
    const result = await work(running);
    if (begun === null) return { operation: null, result, ...NOTHING };
    return { result, ...await finish(step, begun, operation) };
  } catch (error) {
    const id: number | null = begun;
    // If the database is away, the next operation waits until this one is rolled back; the caller gets the error at once.
    if (hold && id !== null) {
      const rest = [step, id, operation.recorders, limit] as const;
      // The caller gets the first error, which is thrown below.
      await rollBack(...rest).catch(() => hold(rollBackLater(...rest)));
    }
    throw error;
  }
}

/** Counts what the operation changed and marks it finished. One that changed nothing is deleted. */
async function finish(
  step: Step,
  id: number,
  { summary, recorders, undoOf }: NewOperation,
): Promise<Omit<Performed<never>, "result">> {
  return await step(async (tx) => {
    const counts = await countChanges(tx, id, recorders);
    if (counts.changes === 0) {
      await deleteOperation(tx, id);
      return { operation: null, ...counts };
    }
    await markFinished(tx, id, counts);
    if (undoOf !== undefined) await markUndone(tx, undoOf, id);
    return { operation: { id, summary }, ...counts };
  });
}

const NOTHING: ChangeCounts = { changes: 0, images: 0, added: 0, removed: 0 };

/** What an operation has changed so far. Images are added up over the recorders. */
export async function countChanges(tx: Queryable, id: number, recorders: readonly Recorder[]): Promise<ChangeCounts> {
  const total = { ...NOTHING };
  for (const recorder of recorders) {
    const { changes, images, added, removed } = await recorder.count(tx, id);
    total.changes += changes;
    total.images += images;
    total.added += added;
    total.removed += removed;
  }
  return total;
}
