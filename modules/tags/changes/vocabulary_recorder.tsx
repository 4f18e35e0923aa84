import { changeView, type Recorder, type Reversal, type ReversedPart, type Step } from "../../history/recorder.ts";
import { findSubjectTags } from "./subject.ts";
import {
  countVocabularyChanges,
  findVocabularyOperations,
  hasVocabularyChanges,
  listVocabularyChanges,
  listVocabularySkips,
} from "./vocabulary_history_repository.ts";
import { lockVocabulary } from "./lock_repository.ts";
import { VocabularyChanges } from "./pages/vocabulary_changes.tsx";
import { reverseAfter, reverseBefore } from "./vocabulary_reverse.ts";
import { VocabularyChange } from "../schemas.ts";

/** Reverses, counts, finds and shows the changes of categories, tags, aliases and implications. */
export const vocabularyRecorder: Recorder = {
  table: "vocabulary_change",
  lock: async (tx, operationId) => await lockVocabulary(tx, { alone: await hasVocabularyChanges(tx, operationId) }),
  prepare: async (step, { of, into }) => await step((tx) => reverseBefore(tx, { of, into })),
  reverse: reverseVocabulary,
  count: async (tx, operationId) => {
    return { changes: await countVocabularyChanges(tx, operationId), images: 0, added: 0, removed: 0 };
  },
  find: async (db, { image, tag }, page) => {
    if (tag === null || image !== null) return [];
    return await findVocabularyOperations(db, await findSubjectTags(db, tag), page);
  },
  view: changeView({
    member: "vocabulary",
    schema: VocabularyChange,
    list: listVocabularyChanges,
    section: (changes) => <VocabularyChanges changes={changes} />,
  }),
};

/** Makes the second half of the reversal, after the taggings. Counts both halves by the changes that the reversal recorded. */
async function reverseVocabulary(step: Step, { of, into, name }: Reversal): Promise<ReversedPart> {
  return await step(async (tx) => {
    await reverseAfter(tx, { of, into });
    if (into === null) return { reversed: 0, skippedCount: 0, skipped: [] };
    const skipped = await listVocabularySkips(tx, of, into);
    return { reversed: await countVocabularyChanges(tx, into), skippedCount: skipped.length, skipped: skipped.slice(0, name) };
  });
}
