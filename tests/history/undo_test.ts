import assert from "node:assert/strict";
import { undo } from "../support/history.ts";
import { parse } from "../../modules/shared/validate.ts";
import { UndoResult } from "../../modules/history/schemas.ts";
import { editTags } from "../../modules/tags/taggings/service.ts";
import { withDatabase } from "../support/database.ts";
import { isAppError } from "../support/errors.ts";
import { insertImages } from "../support/images.ts";
import { assertDerived, edited, insertManyImages, namesOn, stateOf, tagEdit, undone } from "../support/tagging.ts";

withDatabase("undo removes added taggings and adds removed taggings, with their origin", async (db) => {
  await insertImages(db, 3);
  await edited(db, { imageIds: [1, 2], add: ["sea"], origin: "rule" });
  await edited(db, { imageIds: [2, 3], add: ["sky"] });
  const before = await stateOf(db);
  const id = await edited(db, { imageIds: [1, 2, 3], add: ["boat"], remove: ["sea", "sky"], summary: "Add boat" });
  const result = parse(UndoResult, await undo(db, id));
  assert.deepEqual([result.operation?.summary, result.skippedCount, result.skipped], ["Undo: Add boat", 0, []]);
  assert.deepEqual(await stateOf(db), before);
  await assertDerived(db);
});

withDatabase("an undone operation cannot be undone again, but its undo can, and so can the redo", async (db) => {
  await insertImages(db, 2);
  const id = await edited(db, { imageIds: [1, 2], add: ["boat"], summary: "Add boat" });
  const first = await undone(db, id);
  await assert.rejects(
    undo(db, id),
    isAppError("conflict", /^Operation 1 \("Add boat"\) is undone already by operation 2: undo that one/),
  );
  const redo = await undone(db, first.operation.id);
  assert.equal(redo.operation.summary, "Redo: Add boat");
  assert.deepEqual(await namesOn(db, 1), ["boat"]);
  const again = await undone(db, redo.operation.id);
  assert.equal(again.operation.summary, "Undo: Add boat");
  assert.deepEqual(await namesOn(db, 1), []);
  await assert.rejects(undo(db, id), isAppError("conflict", /undone already by operation 2/));
  await undone(db, again.operation.id);
  await undone(db, id);
  assert.deepEqual(await namesOn(db, 2), []);
  await assertDerived(db);
  await assert.rejects(undo(db, 99), isAppError("not_found", /no operation 99/));
});

withDatabase("undo of an operation on 5,000 images skips exactly the 100 that were changed since, and names them", async (db) => {
  await insertManyImages(db, 5_000);
  const all = Array.from({ length: 5_000 }, (_, index) => index + 1);
  await edited(db, { imageIds: all.filter((id) => id % 3 === 0), add: ["boat"] });
  const id = await edited(db, { imageIds: all, add: ["boat"], remove: ["sea"] });
  const hand = all.filter((id) => id % 50 === 1);
  const by = new Map<number, number>();
  for (const [index, image] of hand.entries()) {
    by.set(image, await edited(db, { imageIds: [image], remove: ["boat"] }));
    if (index % 2) by.set(image, await edited(db, { imageIds: [image], add: ["boat"] }));
  }
  const touched = hand.filter((image) => image % 3 !== 0);
  const result = await undone(db, id);
  assert.equal(result.skippedCount, touched.length);
  assert.deepEqual(result.skipped, touched.map((image) => ({ image, tag: "boat", what: "tagging", by: by.get(image) ?? 0 })));
  assert.equal(result.reversed, all.filter((image) => image % 3 !== 0).length - touched.length);
  assert.deepEqual([await namesOn(db, 1), await namesOn(db, 2), await namesOn(db, 3)], [[], [], ["boat"]]);
  await assertDerived(db);
});

withDatabase("a later operation that was undone does not keep an older one from being undone", async (db) => {
  await insertImages(db, 1);
  const first = await edited(db, { add: ["boat"] });
  const second = await edited(db, { remove: ["boat"] });
  assert.deepEqual((await undo(db, first)).operation, null);
  await undone(db, second);
  const result = await undone(db, first);
  assert.deepEqual([result.reversed, result.skipped], [1, []]);
  assert.deepEqual(await namesOn(db, 1), []);
});

withDatabase("if everything was changed since, undo changes nothing, names all of it, and can be tried again", async (db) => {
  await insertImages(db, 1);
  const first = await edited(db, { add: ["boat"] });
  const second = await edited(db, { remove: ["boat"] });
  const result = await undo(db, first);
  assert.deepEqual(result, {
    operation: null,
    reversed: 0,
    skippedCount: 1,
    skipped: [{ image: 1, tag: "boat", what: "tagging", by: second }],
  });
  assert.equal((await undo(db, first)).operation, null);
});

withDatabase("undo skips images that were deleted since", async (db) => {
  await insertImages(db, 2);
  await edited(db, { imageIds: [1, 2], add: ["boat"] });
  const id = await edited(db, { imageIds: [1, 2], remove: ["boat"] });
  await db.query("delete from image where id = 1");
  const result = await undone(db, id);
  assert.deepEqual([result.reversed, result.skipped], [1, [{ image: 1, tag: "boat", what: "tagging", by: null }]]);
});

withDatabase("undo removes the tags that an operation created, unless they were used since", async (db) => {
  await insertImages(db, 2);
  const id = await edited(db, { add: ["boat", "sea"] });
  await edited(db, { imageIds: [2], add: ["sea"] });
  const result = await undone(db, id);
  assert.equal(result.skippedCount, 0);
  assert.deepEqual(await db.query("select name from tag"), [{ name: "sea" }]);
  await undone(db, result.operation.id);
  assert.deepEqual(await namesOn(db, 1), ["boat", "sea"]);
  await assertDerived(db);
});

withDatabase("an operation that fails half way changes nothing", async (db) => {
  await insertManyImages(db, 5_000);
  const ids = Array.from({ length: 5_001 }, (_, index) => index + 1);
  await assert.rejects(
    editTags(db, tagEdit({ imageIds: ids, add: ["boat"] })),
    isAppError("not_found", /^Image 5001 does not exist$/),
  );
  assert.deepEqual(await db.query("select 1 from operation"), []);
  assert.deepEqual(await db.query("select 1 from image_tag"), []);
  assert.deepEqual(await db.query("select 1 from tag"), []);
});
