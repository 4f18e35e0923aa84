import type { Database, Queryable } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import { lockTags } from "../taggings/repository.ts";
import { reverseAfter, reverseBefore } from "../vocabulary/reverse.ts";
import { perform, type Step } from "./act.ts";
import { hasVocabularyChanges, listVocabularySkips, nameSkips } from "./repository_names.ts";
import { findOperationState, lockOperation, markUndone, type OperationState } from "./repository_operations.ts";
import { listTagIdsOf, listUnits, type Reversal, reverseUnits } from "./repository_undo.ts";
import { type Skip, SKIPS_NAMED, type UndoResult } from "./schemas.ts";
import { groupUnits } from "./units.ts";

export interface ReversedPart {
  reversed: number;
  skippedCount: number;
  skipped: Skip[];
}

/** Reverses what another slice recorded under the operation, in the same way: skipping what was changed since. */
export type ReverseOthers = (tx: Queryable, reversal: Reversal) => Promise<ReversedPart>;

/**
 * Reverses an operation, whatever its size, as an operation of its own, which can be undone in turn. What was touched since by an
 * operation in effect (neither undone nor itself an undo), or is not as the operation left it for another reason, stays and is
 * named. Throws `not_found`, and `conflict` where it is undone already.
 */
export async function undoOperation(database: Database, id: number, others: ReverseOthers): Promise<UndoResult> {
  const original = await findOperationState(database, id);
  if (!original?.finished) throw new AppError("not_found", `There is no operation ${id}`);
  const result: ReversedPart = { reversed: 0, skippedCount: 0, skipped: [] };
  const act = {
    ...await titleOf(database, original),
    undoOf: id,
    taggings: original.taggings,
    vocabulary: await hasVocabularyChanges(database, id),
  };
  const { operation } = await perform(database, act, {
    prepare: async (tx, begin) => {
      await lockOperation(tx, id);
      requireInEffect(await findOperationState(tx, id));
      await lockTags(tx, await listTagIdsOf(tx, id));
      await begin();
    },
    apply: async (step, into, _, limit) => {
      await reverseTags(step, { of: id, into }, limit, result);
      const { reversed, ...skips } = await step((tx) => others(tx, { of: id, into, name: room(result) }));
      gather(result, { reversed, ...skips });
      return reversed;
    },
    conclude: (tx, into) => markUndone(tx, id, into),
  });
  return { operation, ...result };
}

/** An undo of an undo is called redo; both name what was done at first. */
async function titleOf(db: Queryable, { kind, summary, undoOf }: OperationState): Promise<{ kind: string; summary: string }> {
  if (undoOf === null) return { kind: "undo", summary: `Undo: ${summary}` };
  const undone = await findOperationState(db, undoOf);
  if (kind === "redo") return { kind: "undo", summary: undone?.summary ?? summary };
  return { kind: "redo", summary: undone?.undoOf === null ? `Redo: ${undone.summary}` : undone?.summary ?? summary };
}

function requireInEffect(state: OperationState | null): void {
  if (!state?.undone) return;
  const again = state.undoneBy === null ? "" : ` by operation ${state.undoneBy}: undo that one to bring it back`;
  throw new AppError("conflict", `Operation ${state.id} ("${state.summary}") is undone already${again}`);
}

async function reverseTags(
  step: Step,
  reversing: { of: number; into: number },
  limit: number,
  result: ReversedPart,
): Promise<void> {
  const keys = await step((tx) => reverseBefore(tx, reversing));
  for (const units of groupUnits(await step((tx) => listUnits(tx, reversing.of)), limit)) {
    await step(async (tx) => {
      const { reversed, skipped, named } = await reverseUnits(tx, units, { ...reversing, name: room(result) });
      gather(result, { reversed, skippedCount: skipped, skipped: await nameSkips(tx, named) });
    });
  }
  await step(async (tx) => {
    const all = keys.union(await reverseAfter(tx, reversing));
    const skipped = await listVocabularySkips(tx, reversing.of, reversing.into, all);
    gather(result, { reversed: all.size, skippedCount: skipped.length, skipped });
  });
}

function room({ skipped }: ReversedPart): number {
  return SKIPS_NAMED - skipped.length;
}

function gather(result: ReversedPart, { reversed, skippedCount, skipped }: ReversedPart): void {
  result.reversed += reversed;
  result.skippedCount += skippedCount;
  result.skipped.push(...skipped.slice(0, room(result)));
}
