import assert from "node:assert/strict";
import { editFields } from "../../../modules/images/fields/service.ts";
import { searchImages } from "../../../modules/search/service.ts";
import { ImageQuery } from "../../../modules/search/schemas.ts";
import type { Database } from "../../../modules/shared/database/handle.ts";
import { setOfIds } from "../../../modules/shared/bitmap/image_set.ts";
import { parse } from "../../../modules/shared/validate.ts";
import { withDatabase } from "../../support/database.ts";
import { isAppError } from "../../support/errors.ts";
import { getOperation, listOperations, rollBackUnfinished } from "../../support/history.ts";
import { OperationQuery } from "../../../modules/history/schemas.ts";
import { insertManyImages, undone } from "../../support/tagging.ts";

const IMAGES = 2_000;
const all = () => setOfIds(Array.from({ length: IMAGES }, (_, index) => index + 1));

/** The number of images for each text `rating note`. */
async function fieldsIn(db: Database): Promise<Record<string, number>> {
  const rows = await db.query<{ value: string; count: number }>(
    "select concat_ws(' ', coalesce(rating::text, '-'), note) as value, count(*) as count from image group by 1 order by 1",
  );
  return Object.fromEntries(rows.map(({ value, count }) => [value, count]));
}

async function countFound(db: Database, q: string): Promise<number> {
  return (await searchImages(db, parse(ImageQuery, { q }))).count.value;
}

withDatabase("rating many images is one operation, which searches find and undo reverses", async (db) => {
  await insertManyImages(db, IMAGES);
  await editFields(db, [5, 6, 7], { rating: 2, note: "by hand" });
  const { operation, matched, changed } = await editFields(db, all(), { rating: 4 });
  assert.deepEqual([operation?.summary, matched, changed], ["Edit the rating of 2,000 images", IMAGES, IMAGES]);
  assert.deepEqual(await fieldsIn(db), { "4 ": IMAGES - 3, "4 by hand": 3 });
  assert.equal(await countFound(db, "rating:4"), IMAGES);
  const listed = await listOperations(db, parse(OperationQuery, { image: 1_999 }));
  assert.deepEqual(listed.items.map(({ id, images }) => [id, images]), [[operation?.id, IMAGES]]);
  assert.equal((await getOperation(db, operation?.id ?? 0)).images, IMAGES);

  const back = await undone(db, operation?.id ?? 0);
  assert.deepEqual([back.reversed, back.skippedCount], [IMAGES, 0]);
  assert.deepEqual(await fieldsIn(db), { "- ": IMAGES - 3, "2 by hand": 3 });
  assert.equal(await countFound(db, "rating:4"), 0);
  assert.equal((await undone(db, back.operation.id)).reversed, IMAGES);
  assert.equal(await countFound(db, "rating:4"), IMAGES);
});

withDatabase("undo of a large operation skips the fields that were changed since, and names them", async (db) => {
  await insertManyImages(db, IMAGES);
  const { operation } = await editFields(db, all(), { rating: 4, note: "all" });
  const later = await editFields(db, [1, 1_500], { rating: 5 });
  const result = await undone(db, operation?.id ?? 0);
  const skip = (image: number) => ({ image, tag: null, what: "rating", by: later.operation?.id ?? 0 });
  assert.deepEqual([result.skippedCount, result.skipped], [2, [skip(1), skip(1_500)]]);
  assert.deepEqual(await fieldsIn(db), { "- ": IMAGES - 2, "5 ": 2 });
});

withDatabase("a dry run counts the images that would change, and changes nothing", async (db) => {
  await insertManyImages(db, 10);
  await editFields(db, [1, 2, 3], { rating: 4 });
  const counted = await editFields(db, [1, 2, 3, 4, 5], { rating: 4 }, { dryRun: true });
  assert.deepEqual(counted, { operation: null, matched: 5, changed: 2 });
  assert.deepEqual(await fieldsIn(db), { "- ": 7, "4 ": 3 });
  assert.deepEqual(await editFields(db, [1, 2], { rating: 4 }), { operation: null, matched: 2, changed: 0 });
});

withDatabase("an unknown image among the ids is named, and no image is changed", async (db) => {
  await insertManyImages(db, 2);
  await assert.rejects(editFields(db, [1, 2, 9], { rating: 4 }), isAppError("not_found", /^Image 9 does not exist$/));
  assert.deepEqual(await fieldsIn(db), { "- ": 2 });
});

withDatabase(
  "an operation on the fields of many images that a crash interrupted is rolled back, and leaves no trace",
  async (db) => {
    await insertManyImages(db, IMAGES);
    await editFields(db, [3], { rating: 1 });
    const { operation } = await editFields(db, all(), { rating: 4 });
    await editFields(db, [7], { rating: 5 });
    await db.query("update operation set finished = false where id = $1", [operation?.id]);
    assert.deepEqual(await rollBackUnfinished(db), ["edit"]);
    assert.deepEqual(await fieldsIn(db), { "- ": IMAGES - 2, "1 ": 1, "5 ": 1 });
    assert.equal(await countFound(db, "rating:1"), 1);
    assert.deepEqual(await db.query("select id from operation where id = $1", [operation?.id]), []);
  },
);

withDatabase(
  "an edit of all images and edits of single ones beside it all succeed, and the history says in which order",
  async (db) => {
    // On a server the large edit takes several steps in one transaction.
    const count = db.kind === "server" ? 70_000 : IMAGES;
    await insertManyImages(db, count);
    const large = editFields(db, setOfIds(Array.from({ length: count }, (_, index) => index + 1)), { rating: 4 });
    const single: (number | undefined)[] = [];
    let running = true;
    const others = (async () => {
      for (let image = count; running && image > 1; image -= 997) {
        single.push((await editFields(db, [image], { rating: 2 })).operation?.id);
      }
    })();
    const { operation } = await large.finally(() => running = false);
    await others;
    assert.ok(single.length > 0 && single.every((id) => id !== undefined));
    const later = single.filter((id) => id !== undefined && id > (operation?.id ?? 0)).length;
    assert.deepEqual(await fieldsIn(db), later === 0 ? { "4 ": count } : { "2 ": later, "4 ": count - later });
  },
);
