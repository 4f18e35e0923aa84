import assert from "node:assert/strict";
import { z } from "zod";
import { TaggingChange, VocabularyChange } from "../../modules/tags/schemas.ts";
import { FieldChange } from "../../modules/images/fields/schemas.ts";
import { getOperation, listOperations, undo } from "../support/history.ts";
import { editImageFields as editFields } from "../../modules/images/fields/service.ts";
import { searchImages } from "../../modules/search/service.ts";
import { ImageQuery } from "../../modules/search/schemas.ts";
import type { Database } from "../../modules/shared/database/handle.ts";
import { parse } from "../../modules/shared/validate.ts";
import { Operation, OperationPage, OperationQuery } from "../../modules/history/schemas.ts";
import { mergeTags } from "../../modules/tags/vocabulary/merge.ts";
import { editTag, removeTag } from "../../modules/tags/vocabulary/tags.ts";
import { withDatabase } from "../support/database.ts";
import { isAppError } from "../support/errors.ts";
import { insertImages } from "../support/images.ts";
import { edited, undone } from "../support/tagging.ts";

/** An operation with the changes of every recorder. */
const OperationDetail = Operation.extend({
  taggings: z.array(TaggingChange),
  vocabulary: z.array(VocabularyChange),
  fields: z.array(FieldChange),
});

async function fieldsOf(db: Database, id: number): Promise<unknown[]> {
  const [row] = await db.query<{ note: string; rating: number | null; trashed: boolean }>(
    "select note, rating, deleted_at is not null as trashed from image where id = $1",
    [id],
  );
  return [row?.note, row?.rating, row?.trashed];
}

async function summariesOf(db: Database, query: Record<string, unknown>): Promise<string[]> {
  const page = parse(OperationPage, await listOperations(db, parse(OperationQuery, query)));
  return page.items.map(({ summary }) => summary);
}

withDatabase("changes of note, rating and trash are operations, which undo reverses and redo repeats", async (db) => {
  await insertImages(db, 1);
  const noted = await editFields(db, 1, { note: "Noon", rating: 4 });
  const trashed = await editFields(db, 1, { trashed: true });
  assert.deepEqual([noted?.summary, trashed?.summary], ["Edit the note and rating of image 1", "Trash image 1"]);
  assert.equal(await editFields(db, 1, { note: "Noon", trashed: true }), null);
  assert.equal((await searchImages(db, parse(ImageQuery, {}))).count.value, 0);
  const back = await undone(db, trashed?.id ?? 0);
  assert.deepEqual(await fieldsOf(db, 1), ["Noon", 4, false]);
  assert.equal((await searchImages(db, parse(ImageQuery, {}))).count.value, 1);
  const unnoted = await undone(db, noted?.id ?? 0);
  assert.deepEqual([unnoted.reversed, await fieldsOf(db, 1)], [2, ["", null, false]]);
  await undone(db, unnoted.operation.id);
  await undone(db, back.operation.id);
  assert.deepEqual(await fieldsOf(db, 1), ["Noon", 4, true]);
  await assert.rejects(editFields(db, 7, { note: "x" }), isAppError("not_found", /^Image 7 does not exist$/));
});

withDatabase("undo skips a field that was changed since, and names the later operation", async (db) => {
  await insertImages(db, 1);
  const first = await editFields(db, 1, { note: "Noon", rating: 4 });
  const second = await editFields(db, 1, { note: "Dusk" });
  const result = await undone(db, first?.id ?? 0);
  assert.deepEqual(result.skipped, [{ image: 1, tag: null, what: "note", by: second?.id ?? 0 }]);
  assert.deepEqual(await fieldsOf(db, 1), ["Dusk", null, false]);
  await undone(db, second?.id ?? 0);
  assert.deepEqual(await fieldsOf(db, 1), ["Noon", null, false]);
});

withDatabase("the history lists all operations, or those of an image, a tag, a kind or several of these", async (db) => {
  await insertImages(db, 40);
  await edited(db, { imageIds: [1, 2, 3], add: ["boat"], summary: "Add boat" });
  await edited(db, { imageIds: [2], add: ["sea"], summary: "Add sea" });
  await edited(db, { imageIds: [1, 3], add: ["sea"], summary: "Add sea too" });
  await editFields(db, 2, { note: "x" });
  await editTag(db, "boat", { name: "ship", keepAlias: true });
  assert.deepEqual(await summariesOf(db, { image: 2 }), ["Edit the note of image 2", "Add sea", "Add boat"]);
  assert.deepEqual(await summariesOf(db, { image: 3 }), ["Add sea too", "Add boat"]);
  assert.deepEqual(await summariesOf(db, { image: 40 }), []);
  assert.deepEqual(await summariesOf(db, { tag: "boat" }), ["Rename the tag boat to ship", "Add boat"]);
  assert.deepEqual(await summariesOf(db, { tag: "Sea", image: 1 }), ["Add sea too"]);
  assert.deepEqual(await summariesOf(db, { kind: "test", image: 2, tag: "ship" }), ["Add boat"]);
  assert.deepEqual(await summariesOf(db, { tag: "unheard_of" }), []);
  assert.equal((await summariesOf(db, {})).length, 5);
  const { next } = await listOperations(db, parse(OperationQuery, { limit: 2 }));
  assert.deepEqual(await summariesOf(db, { limit: 2, cursor: next }), ["Add sea too", "Add sea"]);
});

withDatabase("a deleted tag is found in the history by its last name", async (db) => {
  await insertImages(db, 2);
  await edited(db, { imageIds: [1], add: ["boat"], summary: "Add boat" });
  await edited(db, { imageIds: [2], add: ["ship"], summary: "Add ship" });
  await mergeTags(db, "boat", { into: "ship", dryRun: false });
  assert.deepEqual(await summariesOf(db, { tag: "boat" }), ["Merge the tag boat into ship", "Add ship"]);
  await removeTag(db, "ship", { dryRun: false });
  assert.deepEqual(await summariesOf(db, { tag: "ship" }), ["Delete the tag ship", "Merge the tag boat into ship", "Add ship"]);
});

withDatabase("one operation is returned with its changes of taggings, vocabulary and fields", async (db) => {
  await insertImages(db, 20);
  const id = await edited(db, { imageIds: [3, 5, 7], add: ["boat"] });
  const detail = parse(OperationDetail, await getOperation(db, id));
  assert.deepEqual(detail.taggings, [{ tag: "boat", action: "add", origin: "person", count: 3, images: [3, 5, 7] }]);
  assert.deepEqual(detail.vocabulary.map(({ entity, name, before }) => [entity, name, before]), [["tag", "boat", null]]);
  const { operation } = await removeTag(db, "boat", { dryRun: false });
  assert.equal(parse(OperationDetail, await getOperation(db, operation?.id ?? 0)).taggings[0]?.tag, "boat");
  const noted = await editFields(db, 2, { rating: 5 });
  assert.deepEqual((await getOperation(db, noted?.id ?? 0)).fields, [{ image: 2, field: "rating", before: null, after: 5 }]);
  await assert.rejects(getOperation(db, 99), isAppError("not_found", /no operation 99/));
  await assert.rejects(undo(db, 99), isAppError("not_found", /no operation 99/));
});
