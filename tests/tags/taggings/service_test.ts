import assert from "node:assert/strict";
import { tagEdit } from "../../support/tagging.ts";
import { testOperation } from "../../support/history.ts";
import { CRAWL_TAGS } from "../../../modules/crawl/kinds.ts";
import type { Database, Queryable } from "../../../modules/shared/database/handle.ts";
import { AppError } from "../../../modules/shared/errors.ts";
import { findTaggings } from "../../../modules/tags/repository.ts";
import { editTags, replaceTags, tagImages } from "../../../modules/tags/taggings/service.ts";
import { withDatabase } from "../../support/database.ts";
import { insertImage, insertImages, newImage } from "../../support/images.ts";

async function namesOn(db: Queryable, imageId: number): Promise<string[]> {
  return (await findTaggings(db, imageId)).map(({ name }) => name).sort();
}

/** The count of each tag by name. Fails if a count of the trigger differs from the taggings. */
async function counts(db: Queryable): Promise<Record<string, number>> {
  const rows = await db.query<{ name: string; imageCount: number; real: number }>(
    "select name, image_count, (select count(*) from image_tag where tag_id = tag.id) as real from tag order by name",
  );
  for (const { imageCount, real } of rows) assert.equal(imageCount, real);
  return Object.fromEntries(rows.map(({ name, imageCount }) => [name, imageCount]));
}

async function imply(db: Database, name: string, implied: string): Promise<void> {
  await db.query("insert into tag (name) values ($1), ($2) on conflict do nothing", [name, implied]);
  await db.query(
    "insert into tag_implication (tag_id, implied_tag_id) select a.id, b.id from tag a, tag b where a.name = $1 and b.name = $2",
    [name, implied],
  );
}

async function alias(db: Database, name: string, of: string): Promise<void> {
  await db.query("insert into tag (name) values ($1) on conflict do nothing", [of]);
  await db.query("insert into tag_alias (name, tag_id) select $1, id from tag where name = $2", [name, of]);
}

function isAppError(code: string, message: RegExp) {
  return (error: unknown) => error instanceof AppError && error.code === code && message.test(error.message);
}

withDatabase("editTags() adds and removes tags on many images as one operation, and updates image_count", async (db) => {
  const ids = await insertImages(db, 100);
  const added = await editTags(db, tagEdit({ imageIds: ids, add: ["boat", "sea"], summary: "Add boat, sea" }));
  assert.deepEqual(added, { operation: { id: 1, summary: "Add boat, sea" }, matched: 100, added: 200, removed: 0, skipped: 0 });
  const removed = await editTags(db, tagEdit({ imageIds: ids.slice(0, 40), add: ["sky"], remove: ["sea"] }));
  assert.deepEqual({ ...removed, operation: null }, { operation: null, matched: 40, added: 40, removed: 40, skipped: 0 });
  assert.deepEqual(await counts(db), { boat: 100, sea: 60, sky: 40 });
  const changes = await db.query(
    "select action, bit_count(bits) as count from operation_change where operation_id = 2 order by 1",
  );
  assert.deepEqual(changes, [{ action: "add", count: 40 }, { action: "remove", count: 40 }]);
});

withDatabase("editTags() skips taggings that need no change, and makes no operation if nothing changes", async (db) => {
  await insertImages(db, 2);
  await editTags(db, tagEdit({ add: ["boat"] }));
  const partly = await editTags(db, tagEdit({ imageIds: [1, 2], add: ["boat"], remove: ["sea"] }));
  assert.deepEqual([partly.added, partly.removed, partly.skipped], [1, 0, 3]);
  const again = await editTags(db, tagEdit({ imageIds: [1, 2, 2], add: ["boat"], remove: ["sea"] }));
  assert.deepEqual(again, { operation: null, matched: 2, added: 0, removed: 0, skipped: 4 });
  assert.equal((await db.query("select id from operation")).length, 2);
});

withDatabase("editTags() resolves aliases to their tag", async (db) => {
  await insertImages(db, 1);
  await alias(db, "ship", "boat");
  await editTags(db, tagEdit({ add: ["ship", "boat"] }));
  assert.deepEqual(await counts(db), { boat: 1 });
  await assert.rejects(
    editTags(db, tagEdit({ add: ["ship"], remove: ["boat"] })),
    isAppError("invalid", /"boat" is both added and removed/),
  );
  await editTags(db, tagEdit({ remove: ["ship"] }));
  assert.deepEqual(await counts(db), { boat: 0 });
});

withDatabase("editTags() adds what a tag implies, directly or through others, with origin implied", async (db) => {
  await insertImages(db, 1);
  await imply(db, "sloop", "sailboat");
  await imply(db, "sailboat", "boat");
  await imply(db, "boat", "sloop");
  const result = await editTags(db, tagEdit({ add: ["sloop"] }));
  assert.equal(result.added, 3);
  const taggings = await findTaggings(db, 1);
  assert.deepEqual(taggings.map(({ name, origin }) => [name, origin]), [["boat", "implied"], ["sailboat", "implied"], [
    "sloop",
    "person",
  ]]);
  const repeat = await editTags(db, tagEdit({ add: ["boat"] }));
  assert.deepEqual([repeat.added, repeat.skipped, repeat.operation], [0, 1, null]);
});

withDatabase("editTags() does not add an implied tag that it is to remove", async (db) => {
  await insertImages(db, 1);
  await imply(db, "sailboat", "boat");
  await editTags(db, tagEdit({ add: ["boat"] }));
  await editTags(db, tagEdit({ add: ["sailboat"], remove: ["boat"] }));
  assert.deepEqual(await namesOn(db, 1), ["sailboat"]);
});

withDatabase("editTags() with dryRun counts what would change, and changes nothing", async (db) => {
  const ids = await insertImages(db, 5);
  await imply(db, "sailboat", "boat");
  await editTags(db, tagEdit({ imageIds: [1, 2], add: ["boat", "sea"] }));
  const asked = tagEdit({ imageIds: ids, add: ["sailboat", "new"], remove: ["sea", "never"] });
  const before = await counts(db);
  const dry = await editTags(db, { ...asked, dryRun: true });
  assert.deepEqual(await counts(db), before);
  const real = await editTags(db, asked);
  assert.deepEqual(dry, { ...real, operation: null });
  assert.deepEqual([real.added, real.removed, real.skipped], [13, 2, 8]);
});

withDatabase("editTags() names an image that does not exist, and changes nothing", async (db) => {
  await insertImages(db, 2);
  await assert.rejects(
    editTags(db, tagEdit({ imageIds: [1, 7, 2], add: ["boat"] })),
    isAppError("not_found", /^Image 7 does not exist$/),
  );
  assert.deepEqual(await counts(db), {});
  assert.deepEqual(await namesOn(db, 1), []);
});

withDatabase("editTags() reads images in batches, and creates no tag if there are no images", async (db) => {
  await insertImages(db, 4);
  const none = await editTags(db, tagEdit({ imageIds: async function* () {}, add: ["boat"] }));
  assert.deepEqual(none, { operation: null, matched: 0, added: 0, removed: 0, skipped: 0 });
  assert.deepEqual(await counts(db), {});
  const batches = async function* (tx: Queryable) {
    for (const part of ["<= 2", "> 2"]) {
      yield (await tx.query<{ id: number }>(`select id from image where id ${part}`)).map(({ id }) => id);
    }
  };
  assert.equal((await editTags(db, tagEdit({ imageIds: batches, add: ["boat"] }))).added, 4);
});

withDatabase("calls of editTags() at the same time, with the same tags in another order, all succeed", async (db) => {
  const ids = await insertImages(db, 20);
  const names = ["a", "b", "c", "d", "e"];
  await Promise.all(
    [0, 1, 2, 3, 4, 5].map((index) =>
      editTags(db, tagEdit({ imageIds: index % 2 ? ids : ids.toReversed(), add: index % 2 ? names : names.toReversed() }))
    ),
  );
  assert.deepEqual(await counts(db), { a: 20, b: 20, c: 20, d: 20, e: 20 });
});

withDatabase("replaceTags() leaves the given tags and those that they imply", async (db) => {
  await insertImages(db, 1);
  await imply(db, "sailboat", "boat");
  await editTags(db, tagEdit({ add: ["sea", "sky"] }));
  const result = await replaceTags(db, 1, ["sky", "sailboat"]);
  assert.deepEqual([result.added, result.removed, result.skipped], [2, 1, 1]);
  assert.deepEqual(await namesOn(db, 1), ["boat", "sailboat", "sky"]);
  await replaceTags(db, 1, []);
  assert.deepEqual(await namesOn(db, 1), []);
});

const CRAWL = { origin: "crawl" as const, description: CRAWL_TAGS.of({ job: 1, tags: ["boat", "sea"] }) };

withDatabase(
  "tagImages() adds tags in the caller's transaction, and extends its operation until another one follows",
  async (db) => {
    await imply(db, "sailboat", "boat");
    await assert.rejects(
      db.transaction(async (tx) => {
        await tagImages(tx, [await insertImage(tx, newImage("a"))], ["lost"], CRAWL);
        throw new Error("rolled back");
      }),
      /rolled back/,
    );
    const tagNew = (seed: string) =>
      db.transaction(async (tx) => {
        const id = await insertImage(tx, newImage(seed));
        await tagImages(tx, [id], ["sailboat"], CRAWL);
        await tagImages(tx, [id], ["sailboat"], CRAWL);
        return id;
      });
    const operations = async () =>
      (await db.query<{ kind: string; added: number }>("select kind, added from operation where id > $1 order by id", [before]))
        .map(({ kind, added }) => [kind, added]);
    const before = (await db.query<{ id: number }>("select coalesce(max(id), 0) as id from operation"))[0]?.id ?? 0;
    const first = await tagNew("a");
    assert.deepEqual((await findTaggings(db, first)).map(({ name, origin }) => [name, origin]), [["boat", "implied"], [
      "sailboat",
      "crawl",
    ]]);
    await tagNew("b");
    assert.deepEqual(await operations(), [["crawl", 4]]);
    await editTags(db, {
      imageIds: [first],
      add: ["dusk"],
      remove: [],
      origin: "person",
      description: testOperation("Add dusk"),
    });
    await tagNew("c");
    assert.deepEqual(await operations(), [["crawl", 4], ["test", 1], ["crawl", 2]]);
    assert.deepEqual(await counts(db), { boat: 3, dusk: 1, sailboat: 3 });
  },
);
