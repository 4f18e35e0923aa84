import type { Database, Queryable } from "../../shared/database/handle.ts";
import { finishOperation, insertOperation, lockVocabulary, type NewOperation, type Totals } from "./repository_operations.ts";
import { rollBack, rollBackLater } from "./roll_back.ts";
import { type HoldTurn, inTurn } from "./turns.ts";

/** Runs part of an act: all in one transaction, or each in one of its own. */
export type Step = <T>(work: (tx: Queryable) => Promise<T>) => Promise<T>;

export interface Act extends NewOperation {
  /** How many taggings it may change: whether it is large. */
  taggings: number;
  /** Acts on the vocabulary are alone; edits of taggings run beside each other. */
  vocabulary?: boolean;
}

export interface Doing<Plan> {
  /** The first step: reads what is asked, takes the locks, and only then begins the operation, which gives its id. */
  prepare: (tx: Queryable, begin: () => Promise<number>) => Promise<Plan>;
  /** The changes, no step of which moves more than `limit` taggings. Returns changes that tags does not know of. */
  apply: (step: Step, operationId: number, plan: Plan, limit: number) => Promise<number | void>;
  /** In the step that finishes it, where anything changed. */
  conclude?: (tx: Queryable, operationId: number) => Promise<void>;
}

export interface Done extends Totals {
  /** Null where nothing changed. */
  operation: { id: number; summary: string } | null;
}

/** Measured: so many taggings take 0.5 to 1 s on a server, and 0.15 s embedded, for which a search may have to wait. */
const LIMIT = { server: 32_768, embedded: 600 };

/**
 * Does something as one operation. On a server that is one transaction. On an embedded database, where a transaction keeps every
 * reader out, a large act is many short ones under one operation row that is marked unfinished: what fails on the way is
 * rolled back by its own record, and so is what a crash left, at the next start. Either way it has resolved only when everything is done.
 */
export async function perform<Plan>(database: Database, act: Act, doing: Doing<Plan>): Promise<Done> {
  const limit = LIMIT[database.kind];
  const whole = database.kind === "server" || act.taggings <= limit;
  return await inTurn(database, async (hold) => {
    if (whole) return await database.transaction((tx) => run((work) => work(tx), act, doing, limit));
    return await run((work) => database.transaction(work), act, doing, limit, hold);
  });
}

async function run<Plan>(step: Step, act: Act, doing: Doing<Plan>, limit: number, hold?: HoldTurn): Promise<Done> {
  let operationId = 0;
  const begin = (tx: Queryable) => async () => operationId = await insertOperation(tx, act);
  const plan = await step(async (tx) => {
    await lockVocabulary(tx, act.vocabulary ?? false);
    return await doing.prepare(tx, begin(tx));
  });
  try {
    const others = await doing.apply(step, operationId, plan, limit) ?? 0;
    const totals = await step(async (tx) => {
      const totals = await finishOperation(tx, operationId, others);
      if (totals.changed) await doing.conclude?.(tx, operationId);
      return totals;
    });
    return { operation: totals.changed ? { id: operationId, summary: act.summary } : null, ...totals };
  } catch (error) {
    // The database may be away now: then the next act waits until this one is rolled back, and whoever asked does not.
    if (hold) await rollBack(step, operationId, limit).catch(() => hold(rollBackLater(step, operationId, limit)));
    throw error;
  }
}
