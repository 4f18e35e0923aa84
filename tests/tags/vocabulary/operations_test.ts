import assert from "node:assert/strict";
import type { Database } from "../../../modules/shared/database/handle.ts";
import { findTag } from "../../../modules/tags/repository.ts";
import { addAlias, getAliases, removeAlias } from "../../../modules/tags/vocabulary/aliases.ts";
import { createCategory, editCategory, removeCategory } from "../../../modules/tags/vocabulary/categories.ts";
import { addImplication, getImplications, removeImplication } from "../../../modules/tags/vocabulary/implications.ts";
import { mergeTags } from "../../../modules/tags/vocabulary/merge.ts";
import { createTag, editTag, removeTag } from "../../../modules/tags/vocabulary/tags.ts";
import { withDatabase } from "../../support/database.ts";
import { isAppError } from "../../support/errors.ts";
import { insertImages } from "../../support/images.ts";
import { assertDerived, edited, namesOn, stateOf } from "../../support/tagging.ts";

async function create(db: Database, ...names: string[]): Promise<void> {
  for (const name of names) await createTag(db, { name, category: "general", description: "" });
}

async function imply(db: Database, ...chain: string[]): Promise<void> {
  for (const [index, name] of chain.slice(0, -1).entries()) {
    await addImplication(db, name, { implies: chain[index + 1] ?? "", dryRun: false });
  }
}

withDatabase("a tag is displayed as it was first typed, whichever operation created it", async (db) => {
  await insertImages(db, 1);
  await edited(db, { add: ["Eiffel Tower", "EIFFEL_TOWER"] });
  await createTag(db, { name: "Ada Lovelace", category: "person", description: "" });
  assert.equal((await findTag(db, "eiffel_tower"))?.displayName, "Eiffel Tower");
  assert.equal((await findTag(db, "ada_lovelace"))?.displayName, "Ada Lovelace");
  await editTag(db, "ada_lovelace", { name: "ADA  Lovelace", keepAlias: true });
  assert.deepEqual(await getAliases(db, "ada_lovelace"), []);
  assert.equal((await findTag(db, "ada_lovelace"))?.displayName, "ADA  Lovelace");
});

withDatabase("a name belongs to one tag or one alias, never to both", async (db) => {
  await create(db, "boat", "ship");
  await addAlias(db, "boat", "barge");
  const taken: [() => Promise<unknown>, RegExp][] = [
    [() => create(db, "boat"), /^There is a tag "boat" already$/],
    [() => create(db, "barge"), /^"barge" is an alias of "boat" already$/],
    [
      () => editTag(db, "ship", { name: "boat", keepAlias: true }),
      /^There is a tag "boat" already: merge one into the other instead$/,
    ],
    [() => editTag(db, "ship", { name: "barge", keepAlias: true }), /^"barge" is an alias of "boat" already$/],
    [() => addAlias(db, "ship", "boat"), /^There is a tag "boat" already$/],
    [() => addAlias(db, "ship", "barge"), /^"barge" is an alias of "boat" already$/],
  ];
  for (const [act, message] of taken) await assert.rejects(act(), isAppError("conflict", message));
  await assert.rejects(
    removeTag(db, "barge", { dryRun: false }),
    isAppError("not_found", /no tag "barge": "barge" is an alias of "boat"/),
  );
  await assert.rejects(removeAlias(db, "ship", "barge"), isAppError("not_found", /"barge" is not an alias of "ship"/));
  assert.equal((await db.query("select id from operation")).length, 3);
});

withDatabase("a merge moves taggings with their origins, and leaves the old name as an alias", async (db) => {
  await insertImages(db, 4);
  await edited(db, { imageIds: [1, 2], add: ["ship"], origin: "crawl" });
  await edited(db, { imageIds: [2, 3], add: ["boat"] });
  const dry = await mergeTags(db, "ship", { into: "boat", dryRun: true });
  const real = await mergeTags(db, "ship", { into: "boat", dryRun: false });
  assert.deepEqual([real.images, real.added, real.removed, real.tag?.imageCount], [2, 1, 2, 3]);
  assert.deepEqual([dry.images, dry.added, dry.removed, dry.operation], [2, 1, 2, null]);
  const origins = await db.query("select image_id as id, origin from image_tag order by 1");
  assert.deepEqual(origins, [{ id: 1, origin: "crawl" }, { id: 2, origin: "person" }, { id: 3, origin: "person" }]);
  await edited(db, { imageIds: [4], add: ["ship"] });
  assert.deepEqual(await namesOn(db, 4), ["boat"]);
  await assert.rejects(mergeTags(db, "boat", { into: "boat", dryRun: false }), isAppError("invalid", /into itself/));
  await assertDerived(db);
});

withDatabase("a merge adds what the merged tag implies to every image, and never forms a cycle", async (db) => {
  await insertImages(db, 3);
  await create(db, "a", "b", "top", "c");
  await imply(db, "a", "top");
  await imply(db, "b", "c", "a");
  await edited(db, { imageIds: [1], add: ["a"] });
  await edited(db, { imageIds: [2], add: ["b"] });
  await edited(db, { imageIds: [3], add: ["a"], remove: ["top"] });
  const dry = await mergeTags(db, "a", { into: "b", dryRun: true });
  const real = await mergeTags(db, "a", { into: "b", dryRun: false });
  assert.deepEqual([dry.images, dry.added, dry.removed], [real.images, real.added, real.removed]);
  const { implies, impliedBy } = await getImplications(db, "b");
  assert.deepEqual([implies.map(({ name }) => name).sort(), impliedBy], [["c", "top"], []]);
  for (const id of [1, 2, 3]) assert.deepEqual(await namesOn(db, id), ["b", "c", "top"]);
  await assertDerived(db);
});

withDatabase("an implication that forms a cycle is refused, and the error names the cycle", async (db) => {
  await create(db, "sloop", "sailboat", "boat");
  await imply(db, "sloop", "sailboat", "boat");
  await assert.rejects(
    addImplication(db, "boat", { implies: "sloop", dryRun: true }),
    isAppError("invalid", /^"boat" cannot imply "sloop", because .* would form a cycle: boat -> sloop -> sailboat -> boat$/),
  );
  await assert.rejects(
    addImplication(db, "boat", { implies: "boat", dryRun: false }),
    isAppError("invalid", /cannot imply itself/),
  );
  await assert.rejects(addImplication(db, "sloop", { implies: "sailboat", dryRun: false }), isAppError("conflict", /already$/));
  await assert.rejects(
    addImplication(db, "sloop", { implies: "plane", dryRun: false }),
    isAppError("not_found", /no tag "plane"/),
  );
});

withDatabase("an implication applies to images that have the tag already, with a dry run of the same counts", async (db) => {
  await insertImages(db, 4);
  await edited(db, { imageIds: [1, 2, 3], add: ["sailboat"] });
  await edited(db, { imageIds: [2, 4], add: ["boat"] });
  await create(db, "thing");
  await imply(db, "boat", "thing");
  const dry = await addImplication(db, "sailboat", { implies: "boat", dryRun: true });
  assert.deepEqual([dry.images, dry.added, dry.operation], [2, 4, null]);
  const real = await addImplication(db, "sailboat", { implies: "boat", dryRun: false });
  assert.deepEqual([real.images, real.added], [2, 4]);
  assert.deepEqual(await namesOn(db, 1), ["boat", "sailboat", "thing"]);
  await assertDerived(db);
});

withDatabase("removing an implication removes the taggings that nothing else implies, and no others", async (db) => {
  await insertImages(db, 6);
  await create(db, "sailboat", "boat", "thing", "ferry", "toy");
  await imply(db, "sailboat", "boat", "thing");
  await imply(db, "ferry", "boat");
  await imply(db, "toy", "thing");
  await edited(db, { imageIds: [1, 2, 3, 4], add: ["sailboat"] });
  await edited(db, { imageIds: [2], add: ["ferry"] });
  await edited(db, { imageIds: [3], add: ["toy"] });
  await edited(db, { imageIds: [4], remove: ["boat"] });
  await edited(db, { imageIds: [4], add: ["boat"] });
  await edited(db, { imageIds: [5], add: ["boat"] });
  const before = await stateOf(db);
  const dry = await removeImplication(db, "sailboat", "boat", { taggings: "remove", dryRun: true });
  assert.deepEqual(await stateOf(db), before);
  const real = await removeImplication(db, "sailboat", "boat", { taggings: "remove", dryRun: false });
  assert.deepEqual([dry.images, dry.removed], [2, 3]);
  assert.deepEqual([real.images, real.removed], [2, 3]);
  assert.deepEqual(await namesOn(db, 1), ["sailboat"]);
  assert.deepEqual(await namesOn(db, 2), ["boat", "ferry", "sailboat", "thing"]);
  assert.deepEqual(await namesOn(db, 3), ["sailboat", "thing", "toy"]);
  assert.deepEqual(await namesOn(db, 4), ["boat", "sailboat", "thing"]);
  assert.deepEqual(await namesOn(db, 5), ["boat", "thing"]);
  await assertDerived(db);
  await assert.rejects(
    removeImplication(db, "sailboat", "thing", { taggings: "keep", dryRun: false }),
    isAppError("not_found", /"sailboat" does not imply "thing" directly/),
  );
});

withDatabase("a dry run of a deletion counts the images that lose the tag", async (db) => {
  await insertImages(db, 3);
  await edited(db, { imageIds: [1, 2], add: ["boat"] });
  assert.deepEqual((await removeTag(db, "boat", { dryRun: true })).removed, 2);
  const result = await removeTag(db, "boat", { dryRun: false });
  assert.deepEqual([result.images, result.removed, result.tag], [2, 2, null]);
  assert.deepEqual(await namesOn(db, 1), []);
});

withDatabase("a category is deleted if it is empty or its tags move; the category of new tags cannot be deleted", async (db) => {
  const { category } = await createCategory(db, { name: "vessel", colour: "#123456" });
  const id = category?.id ?? 0;
  try {
    assert.equal(category?.position, 7);
    await create(db, "boat");
    await editTag(db, "boat", { category: "vessel", keepAlias: true });
    await assert.rejects(removeCategory(db, id, {}), isAppError("conflict", /"vessel" has 1 tag: give the category/));
    await assert.rejects(
      removeCategory(db, id, { into: id }),
      isAppError("invalid", /cannot move to the category that is deleted/),
    );
    await assert.rejects(removeCategory(db, id, { into: 999 }), isAppError("not_found", /no category 999/));
    await assert.rejects(removeCategory(db, 1, {}), isAppError("conflict", /"general" is the category of new tags/));
    await assert.rejects(createCategory(db, { name: "vessel", colour: "#000000" }), isAppError("conflict", /already$/));
    await assert.rejects(editCategory(db, id, { name: "general" }), isAppError("conflict", /already$/));
    assert.equal((await editCategory(db, id, { colour: "#abcdef" })).category?.colour, "#abcdef");
    assert.equal((await editCategory(db, id, { colour: "#abcdef" })).operation, null);
  } finally {
    await removeCategory(db, id, { into: 1 });
  }
  assert.equal((await findTag(db, "boat"))?.category, "general");
});
