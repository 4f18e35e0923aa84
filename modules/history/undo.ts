import type { Queryable } from "../shared/database/handle.ts";
import { AppError } from "../shared/errors.ts";
import type { History } from "./history.ts";
import { type OperationKind, reversalOf, summaryOf } from "./kinds.ts";
import { perform } from "./perform.ts";
import { findFirst, findOperationState, lockOperation, type OperationState } from "./repository.ts";
import { reverseAll } from "./roll_back.ts";
import { SKIPS_NAMED, type UndoResult } from "./schemas.ts";

/**
 * Reverses an operation as an operation of its own, which can be undone in turn. Skips and names changes that a later operation in
 * effect (neither undone nor itself an undo) changed since, or that are not as the operation left them. Throws `not_found`, and
 * `conflict` if it is undone already.
 */
export async function undo({ database, recorders, kinds }: History, id: number): Promise<UndoResult> {
  const original = await findOperationState(database, id);
  if (!original?.finished) throw new AppError("not_found", `There is no operation ${id}`);
  const description = reversalOf(kinds, original, await findFirst(database, id) ?? original);
  const undone = await perform(database, { ...description, undoOf: id, recorders, size: original.size }, async (operation) => {
    await operation.step(async (tx) => {
      for (const recorder of recorders) await recorder.lock(tx, id, operation);
      await lockOperation(tx, id);
      await requireInEffect(tx, id, kinds);
      await operation.begin(tx);
    });
    return await reverseAll(operation.step, { of: id, into: operation.id, name: SKIPS_NAMED }, recorders, operation.limit);
  });
  const parts = undone.result;
  return {
    operation: undone.operation,
    reversed: parts.reduce((sum, part) => sum + part.reversed, 0),
    skippedCount: parts.reduce((sum, part) => sum + part.skippedCount, 0),
    skipped: parts.flatMap((part) => part.skipped),
  };
}

async function requireInEffect(tx: Queryable, id: number, kinds: readonly OperationKind[]): Promise<void> {
  const state: OperationState | null = await findOperationState(tx, id);
  if (!state?.undone) return;
  const advice = state.undoneBy === null ? "" : ` by operation ${state.undoneBy}: undo that one to bring it back`;
  throw new AppError("conflict", `Operation ${id} ("${summaryOf(kinds, state)}") is undone already${advice}`);
}
