import { changeView, type Recorder, type Reversal, type ReversedPart, type Step } from "../../history/recorder.ts";
import { FieldChanges } from "./pages/field_changes.tsx";
import { countFieldChanges, findFieldOperations, listFieldChanges, lockChangedImages, reverseFields } from "./repository.ts";
import { FieldChange } from "./schemas.ts";

/** Reverses, counts, finds and shows changes of the fields of images: note, rating and trash. */
export const fieldRecorder: Recorder = {
  table: "image_change",
  lock: async (tx, operationId, { isOneTransaction }) => {
    if (isOneTransaction) await lockChangedImages(tx, operationId);
  },
  reverse: reverseAll,
  count: async (tx, operationId) => ({ ...await countFieldChanges(tx, operationId), added: 0, removed: 0 }),
  find: async (db, { image, tag }, page) => image === null || tag !== null ? [] : await findFieldOperations(db, image, page),
  view: changeView({
    member: "fields",
    schema: FieldChange,
    list: listFieldChanges,
    section: (changes) => <FieldChanges changes={changes} />,
  }),
};

async function reverseAll(step: Step, reversal: Reversal, limit: number): Promise<ReversedPart> {
  const result: ReversedPart = { reversed: 0, skippedCount: 0, skipped: [] };
  for (let after: number | null = 0; after !== null;) {
    const start: number = after;
    const name = reversal.name - result.skipped.length;
    const part = await step((tx) => reverseFields(tx, { ...reversal, name }, { after: start, limit }));
    result.reversed += part.reversed;
    result.skippedCount += part.skippedCount;
    result.skipped.push(...part.skipped);
    after = part.last;
  }
  return result;
}
