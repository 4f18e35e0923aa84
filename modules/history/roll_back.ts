import type { History } from "./history.ts";
import type { Recorder, Step } from "./recorder.ts";
import { deleteOperation, listUnfinished } from "./repository.ts";

const TRIES = 600;
const PAUSE_MILLISECONDS = 1_000;
/** Changes in one step of a roll-back at start. More than in `perform`, because no search waits for it. */
const LIMIT_AT_START = 2_000;

/** Reverses what an unfinished operation has recorded so far, in steps of at most `limit` changes, and deletes the operation. */
export async function rollBack(step: Step, id: number, recorders: readonly Recorder[], limit: number): Promise<void> {
  await reverseAll(step, { of: id, into: null, name: 0 }, recorders, limit);
  await step((tx) => deleteOperation(tx, id));
}

/** Reverses the changes of all recorders, the last recorder first. Returns their results in that order. */
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

/** Tries every second to roll an operation back, until the database answers. After ten minutes it is left to the next start. */
export async function rollBackLater(step: Step, id: number, recorders: readonly Recorder[], limit: number): Promise<void> {
  for (let turn = 0; turn < TRIES; turn++) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
    // The error is dropped, because the caller of the operation has got the first error of the outage.
    if (await rollBack(step, id, recorders, limit).then(() => true, () => false)) return;
  }
}

/** Rolls back the operations that a crash interrupted, and returns them. Must run before anything else changes rows. */
export async function rollBackUnfinished({ database, recorders }: History): Promise<{ id: number; kind: string }[]> {
  const unfinished = await listUnfinished(database);
  for (const { id } of unfinished) await rollBack((work) => database.transaction(work), id, recorders, LIMIT_AT_START);
  return unfinished;
}
