import assert from "node:assert/strict";
import { migrate } from "../../../modules/app/migrate.ts";
import { testOperation } from "../../support/history.ts";
import { ImageQuery } from "../../../modules/search/schemas.ts";
import { foldImages } from "../../../modules/search/index/fold_repository.ts";
import { searchImages } from "../../../modules/search/service.ts";
import { verifyBitmaps } from "../../../modules/search/index/verify.ts";
import type { Database } from "../../../modules/shared/database/handle.ts";
import { editTags } from "../../../modules/tags/taggings/service.ts";
import { withDatabase } from "../../support/database.ts";
import { insertImage, insertImages, insertSourcesOf, newImage, newSource } from "../../support/images.ts";
import { between, pick, type Random, seededRandom, several } from "../../support/random.ts";

const STEPS = 120;

/** All kinds of changes to images, their sources and their tags. */
const CHANGES: ((db: Database, random: Random, ids: number[]) => Promise<unknown>)[] = [
  async (db, random, ids) => {
    const name = `new ${ids.length} ${random()}`;
    ids.push(await insertImage(db, newImage(name, { width: between(random, 1, 3_000), bytes: between(random, 1, 1e6) })));
  },
  (db, random, ids) =>
    insertSourcesOf(db, pick(random, ids), [
      newSource({
        pageUrl: `http://${pick(random, ["a.test", "b.test:81"])}/${random()}`,
        kind: pick(random, ["img", "css"]),
        alt: "x",
      }),
    ]),
  (db, random, ids) => foldImages(db, between(random, 1, 10), true).then(() => ids.length),
  (db, random, ids) =>
    db.query("update image set deleted_at = now() where id = any($1::text::bigint[])", [list(some(random, ids))]),
  (db, random, ids) =>
    db.query("update image set deleted_at = null where id = any($1::text::bigint[])", [list(some(random, ids))]),
  (db, random, ids) =>
    db.query("update image set rating = $2, note = $3 where id = any($1::text::bigint[])", [
      list(some(random, ids)),
      between(random, 1, 5),
      pick(random, ["", "Seen"]),
    ]),
  (db, random, ids) =>
    db.query("update image set width = $2, extension = 'gif' where id = $1", [pick(random, ids), between(random, 1, 99)]),
  (db, random, ids) =>
    db.query("update image_source set job_id = null, page_url = null where image_id = $1", [pick(random, ids)]),
  (db, random, ids) => db.query("delete from image_source where image_id = $1", [pick(random, ids)]),
  (db, random, ids) =>
    db.query("insert into image_variant (image_id, url, reason) values ($1, $2, 'r')", [
      pick(random, ids),
      `http://v.test/${random()}`,
    ]),
  (db, random, ids) => db.query("delete from image_variant where image_id = $1", [pick(random, ids)]),
  (db, random, ids) => tag(db, some(random, ids), [pick(random, ["a", "b", "c"]), pick(random, ["d", "e"])], []),
  (db, random, ids) => tag(db, some(random, ids), [], [pick(random, ["a", "b", "c", "d"])]),
  async (db, random, ids) => {
    if (ids.length > 10) await db.query("delete from image where id = $1", ids.splice(between(random, 0, ids.length - 1), 1));
  },
];

withDatabase("the bitmaps equal the rows after any changes of images, sources, variants and tags", async (db) => {
  const random = seededRandom(9);
  const ids = await insertImages(db, 20, [newSource()]);
  for (let step = 0; step < STEPS; step++) {
    await pick(random, CHANGES)(db, random, ids);
    if (step % 20 === 19) assert.deepEqual((await verifyBitmaps(db)).breaches, [], `step ${step}`);
  }
  await foldImages(db, 1_000, true);
  assert.deepEqual(await verifyBitmaps(db), { checked: 1, breaches: [] });
});

withDatabase("a wrong bitmap is found", async (db) => {
  await insertImages(db, 3);
  await foldImages(db, 10, true);
  await db.query("update image_bitmap set bits = ~bits where facet = 'state'");
  const { breaches } = await verifyBitmaps(db);
  assert.match(breaches.join("\n"), /^the bitmap of state live in chunk 0 is wrong for 32,768 images$/);
});

withDatabase("an image that got its id before a fold and its row after it is found", async (db) => {
  await insertImages(db, 4);
  await db.query("delete from image where id = 2");
  await foldImages(db, 10, true);
  await db.query(
    `insert into image (id, sha256, md5, media_type, extension, bytes, width, height, storage_key, thumbnail) overriding system value
    values (2, repeat('a', 64), repeat('b', 32), 'image/png', 'png', 5, 77, 7, 'late', 'self')`,
  );
  const page = await searchImages(db, ImageQuery.parse({ q: "width:77" }));
  assert.deepEqual(page.items.map(({ id }) => id), [2]);
  assert.deepEqual((await verifyBitmaps(db)).breaches, []);
});

async function tag(db: Database, imageIds: number[], add: string[], remove: string[]): Promise<void> {
  await editTags(db, { imageIds, add, remove, origin: "person", description: testOperation("test") });
}

function some(random: Random, ids: number[]): number[] {
  return [...new Set(several(random, between(random, 1, 6), () => pick(random, ids)))];
}

function list(ids: number[]): string {
  return `{${ids.join(",")}}`;
}

withDatabase(
  "a facet that the bitmaps lack is added with the SQL files, and an unknown one is removed",
  async (db) => {
    await insertImages(db, 20, [newSource(), newSource()]);
    await foldImages(db, 15, true);
    await db.query("delete from image_bitmap where facet = 'sources'");
    await db.query("insert into image_bitmap (facet, value, chunk, bits) values ('unknown', '', 0, ~no_bits())");
    await db.query("update image_bitmap_extent set facets = array_remove(facets, 'sources') || array['unknown']");
    assert.notDeepEqual((await verifyBitmaps(db)).breaches, []);
    await db.query("update sql_set set number = 0");
    await migrate(db);
    assert.deepEqual(await verifyBitmaps(db), { checked: 1, breaches: [] });
  },
);
