import assert from "node:assert/strict";
import type { Queryable } from "../../../modules/shared/database/handle.ts";
import { completeTags } from "../../../modules/tags/completion/service.ts";
import { withDatabase } from "../../support/database.ts";

const TAGS: Record<string, number> = {
  boat: 3,
  boathouse: 9,
  "boat_race": 1,
  "red_boat": 20,
  "fate_(series)": 7,
  "artist:smith": 2,
  "artist:boater": 1,
  "blue_eyes": 30,
  "it's": 1,
  "a\\b": 1,
  ébène: 4,
  sea: 5,
};

async function fill(db: Queryable): Promise<void> {
  for (const [name, count] of Object.entries(TAGS)) {
    await db.query("insert into tag (name, image_count) values ($1, $2)", [name, count]);
  }
  await db.query("insert into tag_alias (name, tag_id) select 'ship', id from tag where name = 'boat'");
  await db.query("insert into tag_alias (name, tag_id) select 'boot', id from tag where name = 'boat'");
  await db.query("insert into tag_alias (name, tag_id) select 'azure_eyes', id from tag where name = 'blue_eyes'");
}

async function found(db: Queryable, text: string, limit = 10): Promise<string[]> {
  return (await completeTags(db, text, limit)).map(({ tag, alias, fit }) => `${fit} ${alias ? `${alias}>` : ""}${tag.name}`);
}

withDatabase(
  "completeTags() returns the exact name first, then beginnings, then words, each group by number of images",
  async (db) => {
    await fill(db);
    assert.deepEqual(await found(db, "boat"), [
      ...["exact boat", "prefix boathouse", "prefix boat_race"],
      ...["word red_boat", "word artist:boater"],
    ]);
    assert.deepEqual(await found(db, "Boat "), [
      "prefix boat_race",
      "word red_boat",
      "word boathouse",
      "word boat",
      "word artist:boater",
    ]);
    assert.deepEqual(await found(db, "", 3), ["prefix blue_eyes", "prefix red_boat", "prefix boathouse"]);
    assert.deepEqual(await found(db, "b", 2), ["prefix blue_eyes", "prefix boathouse"]);
  },
);

withDatabase("completeTags() finds tags by alias, and returns each tag once", async (db) => {
  await fill(db);
  assert.deepEqual(await found(db, "ship"), ["exact ship>boat"]);
  assert.deepEqual(await found(db, "bo", 2), ["prefix boathouse", "prefix boat"]);
  assert.deepEqual(await found(db, "eyes"), ["word blue_eyes"]);
  assert.deepEqual(await found(db, "azu"), ["prefix azure_eyes>blue_eyes"]);
});

withDatabase("completeTags() finds words that _ : ( ) separate, in any order and shortened", async (db) => {
  await fill(db);
  assert.deepEqual(await found(db, "series"), ["word fate_(series)"]);
  assert.deepEqual(await found(db, "smi"), ["word artist:smith"]);
  assert.deepEqual(await found(db, "race_boat"), ["word boat_race"]);
  assert.deepEqual(await found(db, "bl_ey"), ["word blue_eyes"]);
});

withDatabase("completeTags() finds names with a typo if little else fits", async (db) => {
  await fill(db);
  for (const slip of ["bleu_eyes", "blue_eyse", "bue_eyes", "bluee_eyes", "blu_eyess"]) {
    assert.deepEqual(await found(db, slip), ["typo blue_eyes"], slip);
  }
  assert.deepEqual(await found(db, "sae"), ["typo sea"]);
  assert.deepEqual(await found(db, "artist:smiht"), ["typo artist:smith"]);
  assert.deepEqual(await found(db, "shpi"), ["typo ship>boat"]);
  assert.deepEqual(await found(db, "boahous"), ["typo boathouse"]);
  assert.deepEqual(await found(db, "qq"), []);
  assert.deepEqual(await found(db, "entirely_else"), []);
});

withDatabase("completeTags() accepts any text", async (db) => {
  await fill(db);
  assert.deepEqual(await found(db, "it's"), ["exact it's"]);
  assert.deepEqual(await found(db, "a\\"), ["prefix a\\b"]);
  assert.deepEqual(await found(db, "É"), ["prefix ébène"]);
  for (const text of ["'", "\\", "':*", "a & b", "%", "_", "()", ":", "a\u0000", "\ud800", "x".repeat(300)]) {
    await found(db, text);
  }
});

withDatabase("the table of spellings follows changes of tags and aliases", async (db) => {
  await fill(db);
  await db.query("update tag set name = 'vessel' where name = 'boat'");
  await db.query("update tag_alias set tag_id = (select id from tag where name = 'sea') where name = 'boot'");
  await db.query("delete from tag_alias where name = 'azure_eyes'");
  await db.query("delete from tag where name = 'blue_eyes'");
  assert.deepEqual(await found(db, "vess"), ["prefix vessel"]);
  assert.deepEqual(await found(db, "ship"), ["exact ship>vessel"]);
  assert.deepEqual(await found(db, "boot"), ["exact boot>sea"]);
  assert.deepEqual(await found(db, "azure_eyes"), []);
  assert.deepEqual(await found(db, "blue_eyes"), []);
  const [left] = await db.query<{ count: number }>("select count(*) as count from tag_spelling");
  const [named] = await db.query<{ count: number }>(
    "select (select count(*) from tag) + (select count(*) from tag_alias) as count",
  );
  assert.equal(left?.count, named?.count);
});

withDatabase("completeTags() returns the most used first if more names have the same beginning than are compared", async (db) => {
  await db.query("insert into tag (name, image_count) select 'zebra_' || n, n from generate_series(1, 1500) n");
  await db.query("insert into tag (name, image_count) select 'zoo:' || n, 10000 - n from generate_series(1, 1500) n");
  await db.query("insert into tag (name, image_count) values ('z', 0)");
  assert.deepEqual(await found(db, "z", 3), ["exact z", "prefix zoo:1", "prefix zoo:2"]);
  assert.deepEqual(await found(db, "zebra", 2), ["prefix zebra_1500", "prefix zebra_1499"]);
  await db.query("insert into tag (name, image_count) select 'a_' || n || '_common', n from generate_series(1, 1500) n");
  assert.deepEqual(await found(db, "common", 2), ["word a_1500_common", "word a_1499_common"]);
});
