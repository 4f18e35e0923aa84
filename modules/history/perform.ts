import type { Database, Queryable } from "../shared/database/handle.ts";
import type { Description } from "./kinds.ts";
import type { ChangeCounts, Recorder, Step } from "./recorder.ts";
import { deleteOperation, findSameLatest, insertOperation, markFinished, markUndone } from "./repository.ts";
import type { DoneOperation } from "./schemas.ts";
import { rollBack, rollBackLater } from "./roll_back.ts";
import { type HoldTurn, inTurn } from "./turns.ts";

/** An operation to be performed. */
export interface NewOperation extends Description {
  /** The operation that this one undoes. */
  undoOf?: number;
  /** The recorders of the tables that it may change, in the order in which it changes them. */
  recorders: readonly Recorder[];
  /** The number of changes that it may make. Decides whether it is large. */
  size: number;
}

/** An operation that is running. */
export interface RunningOperation {
  step: Step;
  /** The number of changes that one step may make. */
  limit: number;
  /** Whether all steps are one transaction. If not, no other operation of this process runs beside this one. */
  isOneTransaction: boolean;
  /** Inserts the row of the operation. Must be called once, in the first step, after taking locks. */
  begin(tx: Queryable): Promise<void>;
  /** Id of the operation. Reading it before `begin` throws. */
  readonly id: number;
}

/** An operation that has run. */
export interface Performed<Result> extends ChangeCounts {
  /** Null if nothing changed. In that case no operation is recorded. */
  operation: DoneOperation | null;
  result: Result;
}

/**
 * Changes in one step. Measured with taggings: 32,768 take 0.5 to 1 s on a server, 600 take 0.15 s on an embedded database, where
 * searches have to wait for a step.
 */
const LIMIT = { server: 32_768, embedded: 600 };

/** The limit of a transaction grows with the operation: a change takes less than 0.1 ms on a server (250,000 ratings 18.5 s, their undo 23.5 s). */
const TRANSACTION_MILLISECONDS = 60_000;
const CHANGE_MILLISECONDS = 1;

/**
 * Runs `work` as one operation: in one transaction on a server. On an embedded database, where a transaction blocks all readers, each
 * step of a large operation is a transaction of its own, and the operation is marked unfinished. If a step fails, the recorded
 * changes of the earlier steps are rolled back; after a crash, the next start does that.
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
    if (isOneTransaction) {
      const milliseconds = TRANSACTION_MILLISECONDS + operation.size * CHANGE_MILLISECONDS;
      return await database.transaction((tx) => run(within(tx), operation, { limit, insert }, work), { milliseconds });
    }
    return await run((part) => database.transaction(part), operation, { limit, insert, hold }, work);
  });
}

/**
 * Runs `work` as an operation in a transaction of the caller, without a limit to its steps. If the latest operation of all has the
 * same kind and parameters, its record is extended: the tags of a crawl are one operation unless another one comes in between.
 */
export async function performWithin<Result>(
  tx: Queryable,
  operation: NewOperation,
  work: (running: RunningOperation) => Promise<Result>,
): Promise<Performed<Result>> {
  const insert = async () => await findSameLatest(tx, operation) ?? await insertOperation(tx, operation);
  return await run(within(tx), operation, { limit: Number.MAX_SAFE_INTEGER, insert }, work);
}

/** Runs all steps in one open transaction. */
function within(tx: Queryable): Step {
  return (part) => part(tx);
}

/** The operation with its further steps in one open transaction. */
export function inside(operation: RunningOperation, tx: Queryable): RunningOperation {
  return { ...operation, step: within(tx), id: operation.id };
}

interface RunOptions {
  limit: number;
  /** Inserts the operation and returns its id. */
  insert: (tx: Queryable) => Promise<number>;
  /** Given if each step is a transaction of its own. */
  hold?: HoldTurn;
}

async function run<Result>(
  step: Step,
  operation: NewOperation,
  { limit, insert, hold }: RunOptions,
  work: (running: RunningOperation) => Promise<Result>,
): Promise<Performed<Result>> {
  let begun: number | null = null;
  const running: RunningOperation = {
    step,
    limit,
    isOneTransaction: hold === undefined,
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
    if (hold && id !== null) {
      const rest = [step, id, operation.recorders, limit] as const;
      // If the database cannot be reached, the next operation waits until this one is rolled back. The caller does not wait: it gets
      // the first error, which is thrown below.
      await rollBack(...rest).catch(() => hold(rollBackLater(...rest)));
    }
    throw error;
  }
}

/** Counts what the operation changed and marks it finished. Deletes the operation if it changed nothing. */
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

/** Counts what an operation has changed so far. `images` is the sum over the recorders. */
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
