import type { Database } from "../../shared/database/handle.ts";
import { reverseAfter, reverseBefore } from "../vocabulary/reverse.ts";
import type { Step } from "./act.ts";
import { deleteOperation, listUnfinished } from "./repository_operations.ts";
import { listUnits, reverseUnits } from "./repository_undo.ts";
import { groupUnits } from "./units.ts";

const TRIES = 600;
const PAUSE_MILLISECONDS = 1_000;

/** Takes back what an unfinished operation has done so far, by its own record, in steps as short as its own. Leaves no trace. */
export async function rollBack(step: Step, operationId: number, limit: number): Promise<void> {
  const reversing = { of: operationId, into: null };
  await step((tx) => reverseBefore(tx, reversing));
  for (const units of groupUnits(await step((tx) => listUnits(tx, operationId)), limit)) {
    await step((tx) => reverseUnits(tx, units, { ...reversing, name: 0 }));
  }
  await step((tx) => reverseAfter(tx, reversing));
  await step((tx) => deleteOperation(tx, operationId));
}

/** Tries to roll an operation back until the database is there again. What it cannot do in ten minutes, the next start does. */
export async function rollBackLater(step: Step, operationId: number, limit: number): Promise<void> {
  for (let turn = 0; turn < TRIES; turn++) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
    // Whoever asked for the operation has been told of the outage.
    if (await rollBack(step, operationId, limit).then(() => true, () => false)) return;
  }
}

/** At start, before anything else is done: rolls back the operations that a crash left under way. Returns what they were. */
export async function rollBackUnfinished(database: Database): Promise<string[]> {
  const unfinished = await listUnfinished(database);
  for (const { id } of unfinished) await rollBack((work) => database.transaction(work), id, 2_000);
  return unfinished.map(({ summary }) => summary);
}
