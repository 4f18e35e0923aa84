import assert from "node:assert/strict";
import { undo } from "../../support/history.ts";
import type { Database } from "../../../modules/shared/database/handle.ts";
import { parse } from "../../../modules/shared/validate.ts";
import { addAlias, removeAlias } from "../../../modules/tags/vocabulary/aliases.ts";
import { createCategory, editCategory, removeCategory } from "../../../modules/tags/vocabulary/categories.ts";
import { addImplication, removeImplication } from "../../../modules/tags/vocabulary/implications.ts";
import { mergeTags } from "../../../modules/tags/vocabulary/merge.ts";
import { CategoryResult, VocabularyResult } from "../../../modules/tags/vocabulary/schemas.ts";
import { createTag, editTag, removeTag } from "../../../modules/tags/vocabulary/tags.ts";
import { withDatabase } from "../../support/database.ts";
import { insertImages } from "../../support/images.ts";
import { assertDerived, edited, stateOf, undone } from "../../support/tagging.ts";

/**
 * Creates five images and these tags: boat on 1, 2 and 3 (3 by a crawl), ship on 3 and 4, sloop on 1, sea on 5. sloop implies boat,
 * boat implies thing, ark is an alias of ship.
 */
async function build(db: Database): Promise<void> {
  await insertImages(db, 5);
  await db.query("delete from tag_category where id > 6");
  await edited(db, { imageIds: [1, 2], add: ["boat"] });
  await edited(db, { imageIds: [3], add: ["boat"], origin: "crawl" });
  await edited(db, { imageIds: [3, 4], add: ["Ship"] });
  await edited(db, { imageIds: [5], add: ["sea"] });
  await createTag(db, { name: "sloop", category: "style", description: "one mast" });
  await createTag(db, { name: "thing", category: "meta", description: "" });
  await addImplication(db, "sloop", { implies: "boat", dryRun: false });
  await addImplication(db, "boat", { implies: "thing", dryRun: false });
  await edited(db, { imageIds: [1], add: ["sloop"] });
  await addAlias(db, "ship", "ark");
  await createCategory(db, { name: "vessel", colour: "#123456" });
  await editTag(db, "sea", { category: "vessel", keepAlias: true });
}

type Change = (db: Database) => Promise<unknown>;

const keep = { taggings: "keep", dryRun: false } as const;
const CHANGES: Record<string, Change> = {
  "creating a tag": (db) => createTag(db, { name: "New  Tag", category: "place", description: "here" }),
  "renaming a tag": (db) => editTag(db, "boat", { name: "Vessel", keepAlias: true }),
  "renaming a tag without an alias": (db) => editTag(db, "boat", { name: "vessel", keepAlias: false }),
  "renaming a tag to its alias": (db) => editTag(db, "ship", { name: "ark", keepAlias: true }),
  "giving a tag another category and description": (db) =>
    editTag(db, "boat", { category: "style", description: "floats", keepAlias: true }),
  "deleting a tag": (db) => removeTag(db, "boat", { dryRun: false }),
  "deleting a tag with an alias": (db) => removeTag(db, "ship", { dryRun: false }),
  "merging a tag into another": (db) => mergeTags(db, "ship", { into: "boat", dryRun: false }),
  "merging a tag with implications into another": (db) => mergeTags(db, "boat", { into: "ship", dryRun: false }),
  "merging a tag into what it implies": (db) => mergeTags(db, "sloop", { into: "boat", dryRun: false }),
  "merging a tag into what implies it": (db) => mergeTags(db, "boat", { into: "sloop", dryRun: false }),
  "adding an alias": (db) => addAlias(db, "boat", "barge"),
  "removing an alias": (db) => removeAlias(db, "ship", "ark"),
  "adding an implication": (db) => addImplication(db, "ship", { implies: "boat", dryRun: false }),
  "removing an implication": (db) => removeImplication(db, "boat", "thing", keep),
  "removing an implication and its taggings": (db) =>
    removeImplication(db, "boat", "thing", { taggings: "remove", dryRun: false }),
  "creating a category": (db) => createCategory(db, { name: "animal", colour: "#00ff00" }),
  "changing a category": (db) => editCategory(db, 5, { name: "manner", colour: "#00ff00", position: 0 }),
  "deleting a category, whose tags move": (db) => removeCategory(db, 5, { into: 2 }),
};

for (const [name, change] of Object.entries(CHANGES)) {
  withDatabase(`${name} is one operation, which undo reverses and redo repeats exactly`, async (db) => {
    await build(db);
    const before = await stateOf(db);
    const answer = await change(db);
    const { operation } = name.includes("category") && !name.includes("giving")
      ? parse(CategoryResult, answer)
      : parse(VocabularyResult, answer);
    assert.ok(operation);
    const after = await stateOf(db);
    assert.notDeepEqual(after, before);
    await assertDerived(db);

    const result = await undone(db, operation.id);
    assert.deepEqual([result.skippedCount, result.skipped], [0, []]);
    assert.deepEqual(await stateOf(db), before);
    await assertDerived(db);

    const redone = await undone(db, result.operation.id);
    assert.deepEqual(redone.skipped, []);
    assert.deepEqual(await stateOf(db), after);
    await assertDerived(db);

    await undo(db, redone.operation.id);
    assert.deepEqual(await stateOf(db), before);
  });
}
