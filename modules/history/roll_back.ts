import type { History } from "./history.ts";
import type { Recorder, Step } from "./recorder.ts";
import { deleteOperation, listUnfinished } from "./repository.ts";

const TRIES = 600;
const PAUSE_MILLISECONDS = 1_000;
/** Changes in one step of a roll-back at start, when nobody waits for a search. */
const LIMIT_AT_START = 2_000;

/** Takes back what an unfinished operation has changed so far, by its records, in steps as short as its own. Leaves no trace. */
export async function rollBack(step: Step, id: number, recorders: readonly Recorder[], limit: number): Promise<void> {
  await reverseAll(step, { of: id, into: null, name: 0 }, recorders, limit);
  await step((tx) => deleteOperation(tx, id));
}

/** Runs the recorders in the order opposite to that of the changes. Returns what each did, in that order. */
export async function reverseAll(
  step: Step,
  reversal: { of: number; into: number | null; name: number },
  recorders: readonly Recorder[],
  limit: number,
) {
  const reversed = recorders.toReversed();
  for (const recorder of reversed) await recorder.prepare?.(step, reversal);
  let { name } = reversal;
  const parts = [];
  for (const recorder of reversed) {
    const part = await recorder.reverse(step, { ...reversal, name }, limit);
    name -= part.skipped.length;
    parts.push(part);
  }
  return parts;
}

/** Tries to roll an operation back until the database is there again. If that takes longer than ten minutes, the next start does it. */
export async function rollBackLater(step: Step, id: number, recorders: readonly Recorder[], limit: number): Promise<void> {
  for (let turn = 0; turn < TRIES; turn++) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
    // The caller of the operation has had the error of the outage.
    if (await rollBack(step, id, recorders, limit).then(() => true, () => false)) return;
  }
}

/** Rolls back the operations that a crash left under way. Runs at start, before anything else changes rows. Returns what they were. */
export async function rollBackUnfinished({ database, recorders }: History): Promise<{ id: number; kind: string }[]> {
  const unfinished = await listUnfinished(database);
  for (const { id } of unfinished) await rollBack((work) => database.transaction(work), id, recorders, LIMIT_AT_START);
  return unfinished;
}
