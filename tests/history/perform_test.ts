import assert from "node:assert/strict";
import { CRAWL_TAGS } from "../../modules/crawl/kinds.ts";
import { rollBackUnfinished, undo } from "../support/history.ts";
import { editTags, tagImages } from "../../modules/tags/taggings/service.ts";
import { removeTag } from "../../modules/tags/vocabulary/tags.ts";
import { withDatabase } from "../support/database.ts";
import { insertImages } from "../support/images.ts";
import { between, pick, seededRandom } from "../support/random.ts";
import { assertDerived, edited, insertManyImages, stateOf, tagEdit, undone } from "../support/tagging.ts";

const CRAWL = { origin: "crawl" as const, description: CRAWL_TAGS.of({ job: 1, tags: ["boat", "sea"] }) };
const ids = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

withDatabase("readers run between the steps of a large operation, which has exact counts", async (db) => {
  await insertManyImages(db, 9_000);
  let reads = 0;
  let editing = true;
  const edit = editTags(db, tagEdit({ imageIds: ids(9_000), add: ["boat", "sea"] })).finally(() => editing = false);
  while (editing) {
    await db.query("select image_count from tag where name = 'boat'");
    reads++;
  }
  const result = await edit;
  assert.deepEqual([result.added, result.matched], [18_000, 9_000]);
  assert.ok(reads >= 5, `${reads} reads`);
  const operations = await db.query("select images, added, removed, finished from operation");
  assert.deepEqual(operations, [{ images: 9_000, added: 18_000, removed: 0, finished: true }]);
  assert.deepEqual(await db.query("select count(*) as rows from operation_change"), [{ rows: 2 }]);
  await assertDerived(db);
});

withDatabase(
  "a search of several statements waits for one or two steps of a large operation, not for a step per statement",
  async (db) => {
    await insertManyImages(db, 6_000);
    const edit = editTags(db, tagEdit({ imageIds: ids(6_000), add: ["boat"] }));
    const rowsAfter = async (seconds: number) => {
      const [row] = await db.query<{ rows: number }>("select count(*) as rows, pg_sleep($1) from image_tag", [seconds]);
      return row?.rows ?? 0;
    };
    while (await rowsAfter(0) === 0);
    const seen = new Set<number>();
    for (let statement = 0; statement < 8; statement++) seen.add(await rowsAfter(0.01));
    assert.ok(seen.size <= 3, [...seen].join(", "));
    assert.equal((await edit).added, 6_000);
  },
);

withDatabase(
  "operations that begin while a large one runs take effect before or after it, in the order of the history",
  async (db) => {
    await insertManyImages(db, 5_000);
    await edited(db, { imageIds: [4_999], add: ["boat"] });
    const large = edited(db, { imageIds: ids(5_000), add: ["boat"] });
    const small = [1, 2_500, 4_999].map((image) => editTags(db, tagEdit({ imageIds: [image], remove: ["boat"] })));
    await Promise.all([large, ...small]);
    await assertDerived(db);
  },
);

withDatabase("an operation that a crash interrupted is rolled back at the next start, and leaves no trace", async (db) => {
  await insertManyImages(db, 5_000);
  await edited(db, { imageIds: ids(1_000), add: ["boat"], origin: "rule" });
  const before = await stateOf(db);
  const edit = await edited(db, { imageIds: ids(5_000), add: ["boat", "new"] });
  await db.query("update operation set finished = false where id = $1", [edit]);
  assert.deepEqual(await rollBackUnfinished(db), ["test"]);
  assert.deepEqual(await stateOf(db), before);

  const { operation } = await removeTag(db, "boat", { dryRun: false });
  await db.query("update operation set finished = false where id = $1", [operation?.id]);
  await rollBackUnfinished(db);
  assert.deepEqual(await stateOf(db), before);
  assert.deepEqual(await rollBackUnfinished(db), []);
  await assertDerived(db);
});

withDatabase("an undo of a large operation is rolled back if it was interrupted", async (db) => {
  await insertManyImages(db, 5_000);
  const edit = await edited(db, { imageIds: ids(5_000), add: ["boat"] });
  const after = await stateOf(db);
  const { operation } = await undone(db, edit);
  await db.query("update operation set finished = false where id = $1", [operation.id]);
  await db.query("update operation set undone_at = null, undone_by = null where id = $1", [edit]);
  await rollBackUnfinished(db);
  assert.deepEqual(await stateOf(db), after);
  assert.equal((await undone(db, edit)).reversed, 5_001);
  await assertDerived(db);
});

withDatabase("two clients that add and remove tags on the same images leave the taggings of the replayed history", async (db) => {
  await insertImages(db, 12);
  const rounds = db.kind === "server" ? 1_000 : 120;
  const client = async (seed: number) => {
    const random = seededRandom(seed);
    for (let round = 0; round < rounds; round++) {
      const names = random() < 0.5 ? ["boat", "sea"] : ["sea", "boat"];
      const imageIds = Array.from({ length: 6 }, () => between(random, 1, 12));
      const change = pick(random, [{ add: names }, { remove: names }, { add: names.slice(1), remove: names.slice(0, 1) }]);
      const { operation } = await editTags(db, tagEdit({ imageIds, ...change }));
      if (operation && random() < 0.1) await undo(db, operation.id);
    }
  };
  await Promise.all([client(1), client(2)]);
  await assertDerived(db);
});

withDatabase("a crawl adds tags while operations change the same tags, in any order", async (db) => {
  await insertImages(db, 20);
  const crawl = async () => {
    for (const id of ids(20)) await db.transaction((tx) => tagImages(tx, [id], ["boat", "sea"], CRAWL));
  };
  const edit = async () => {
    for (const id of ids(20)) await editTags(db, tagEdit({ imageIds: [id], add: ["sea"], remove: ["boat"] }));
  };
  await Promise.all([crawl(), edit()]);
  await assertDerived(db);
});
