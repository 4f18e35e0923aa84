import assert from "node:assert/strict";
import { undo } from "../support/history.ts";
import type { Database } from "../../modules/shared/database/handle.ts";
import { AppError } from "../../modules/shared/errors.ts";
import { editTags, replaceTags } from "../../modules/tags/taggings/service.ts";
import { addAlias } from "../../modules/tags/vocabulary/aliases.ts";
import { addImplication, removeImplication } from "../../modules/tags/vocabulary/implications.ts";
import { mergeTags } from "../../modules/tags/vocabulary/merge.ts";
import { editTag, removeTag } from "../../modules/tags/vocabulary/tags.ts";
import { withDatabase } from "../support/database.ts";
import { between, pick, type Random, seededRandom } from "../support/random.ts";
import { assertDerived, insertManyImages, stateOf, tagEdit } from "../support/tagging.ts";

const IMAGES = 30;
const CHANGES = 90;
const NAMES = ["a", "b", "c", "d", "e", "f", "g"];

type Answer = { operation: { id: number } | null };

function changesOf(db: Database, random: Random): (() => Promise<Answer>)[] {
  const name = () => pick(random, NAMES);
  const image = () => between(random, 1, IMAGES);
  const images = () => Array.from({ length: image() }, image);
  const edit = () => {
    const [one, two] = [name(), name()];
    return editTags(db, tagEdit({ imageIds: images(), add: [one], remove: two === one ? [] : [two] }));
  };
  return [
    edit,
    edit,
    edit,
    () => editTags(db, tagEdit({ imageIds: images(), add: [name()], origin: "rule" })),
    () => replaceTags(db, image(), [name(), name()]),
    () => mergeTags(db, name(), { into: name(), dryRun: false }),
    () => removeTag(db, name(), { dryRun: false }),
    () => editTag(db, name(), { name: name(), keepAlias: random() < 0.5 }),
    () => addAlias(db, name(), name()),
    () => addImplication(db, name(), { implies: name(), dryRun: false }),
    () => removeImplication(db, name(), name(), { taggings: random() < 0.5 ? "remove" : "keep", dryRun: false }),
    () => undo(db, between(random, 1, CHANGES)),
    () => undo(db, between(random, 1, CHANGES)),
  ];
}

/** Makes a change and returns the id of its operation, or null if it was refused with an error for users. */
async function attempt(change: () => Promise<Answer>): Promise<number | null> {
  try {
    return (await change()).operation?.id ?? null;
  } catch (error) {
    if (error instanceof AppError && error.code !== "internal") return null;
    throw error;
  }
}

for (const seed of [1, 2, 3]) {
  withDatabase(
    `after random changes and undos (${seed}), counts, bitmaps and the replayed history equal the taggings`,
    async (db) => {
      await insertManyImages(db, IMAGES);
      const random = seededRandom(seed);
      const changes = changesOf(db, random);
      let done = 0;
      for (let index = 0; index < CHANGES; index++) {
        const before = await stateOf(db);
        const id = await attempt(pick(random, changes));
        if (id === null) {
          assert.deepEqual(await stateOf(db), before, "a refused change had an effect");
          continue;
        }
        done++;
        if (index % 3 !== 0) continue;
        const after = await stateOf(db);
        const undone = await undo(db, id);
        assert.deepEqual([undone.skipped, await stateOf(db)], [[], before], `undo of operation ${id} at once`);
        const redone = await undo(db, undone.operation?.id ?? 0);
        assert.deepEqual([redone.skipped, await stateOf(db)], [[], after], `redo of operation ${id} at once`);
      }
      assert.ok(done > CHANGES / 4, `only ${done} changes had an effect`);
      await assertDerived(db);
    },
  );
}
