import { changeView, type Recorder, type Reversal, type ReversedPart, type Step } from "../../history/recorder.ts";
import { TaggingChange } from "../schemas.ts";
import { findSubjectTags } from "./subject.ts";
import { nameSkips } from "./name_repository.ts";
import { countTaggingChanges, findTaggingOperations, listTaggingChanges } from "./tagging_history_repository.ts";
import { TaggingChanges } from "./pages/tagging_changes.tsx";
import { lockTags } from "./lock_repository.ts";
import { listTagIdsOf, listUnits, reverseUnits } from "./tagging_reverse_repository.ts";
import { groupUnits } from "./units.ts";

/** Reverses, counts, finds and shows the taggings that an operation added and removed. */
export const taggingRecorder: Recorder = {
  table: "operation_change",
  lock: async (tx, operationId) => await lockTags(tx, await listTagIdsOf(tx, operationId)),
  reverse: reverseTaggings,
  count: countTaggingChanges,
  find: async (db, { image, tag }, page) => {
    const tagIds = tag === null ? null : await findSubjectTags(db, tag);
    return await findTaggingOperations(db, { image, tagIds }, page);
  },
  view: changeView({
    member: "taggings",
    schema: TaggingChange,
    list: listTaggingChanges,
    section: (changes) => <TaggingChanges changes={changes} />,
  }),
};

async function reverseTaggings(step: Step, reversal: Reversal, limit: number): Promise<ReversedPart> {
  const result: ReversedPart = { reversed: 0, skippedCount: 0, skipped: [] };
  const units = await step((tx) => listUnits(tx, reversal.of));
  for (const group of groupUnits(units, limit)) {
    await step(async (tx) => {
      const name = reversal.name - result.skipped.length;
      const { reversed, skipped, named } = await reverseUnits(tx, group, { ...reversal, name });
      result.reversed += reversed;
      result.skippedCount += skipped;
      result.skipped.push(...await nameSkips(tx, named));
    });
  }
  return result;
}
