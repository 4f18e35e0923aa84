import assert from "node:assert/strict";
import type { Queryable } from "../../modules/shared/database/handle.ts";
import { AppError } from "../../modules/shared/errors.ts";
import { parse } from "../../modules/shared/validate.ts";
import { findCategories, findTag, findTaggings, findTags } from "../../modules/tags/repository.ts";
import { Category, Tag, Tagging, TagQuery } from "../../modules/tags/schemas.ts";
import { withDatabase } from "../support/database.ts";
import { insertImages } from "../support/images.ts";

async function insertTags(db: Queryable, counts: Record<string, number>): Promise<void> {
  for (const [name, count] of Object.entries(counts)) {
    await db.query("insert into tag (name, image_count) values ($1, $2)", [name, count]);
  }
}

async function names(db: Queryable, query: Partial<TagQuery>): Promise<string[]> {
  return (await findTags(db, parse(TagQuery, query))).items.map(({ name }) => name);
}

withDatabase("findTags() orders by count or by name, and finds by prefix", async (db) => {
  await insertTags(db, { boat: 3, boathouse: 9, "boat_race": 3, sea: 20, "ébène": 1, "b%": 0 });
  assert.deepEqual(await names(db, {}), ["sea", "boathouse", "boat", "boat_race", "ébène", "b%"]);
  assert.deepEqual(await names(db, { order: "name" }), ["b%", "boat", "boat_race", "boathouse", "sea", "ébène"]);
  assert.deepEqual(await names(db, { q: "Boat", order: "name" }), ["boat", "boat_race", "boathouse"]);
  assert.deepEqual(await names(db, { q: "boat " }), ["boat_race"]);
  assert.deepEqual(await names(db, { q: "b%" }), ["b%"]);
  assert.deepEqual(await names(db, { q: "É" }), ["ébène"]);
  assert.deepEqual(await names(db, { q: "nothing" }), []);
});

for (const order of ["count", "name"] as const) {
  withDatabase(`findTags() by ${order} neither repeats nor misses a tag while others are added`, async (db) => {
    const counts = Object.fromEntries(Array.from({ length: 45 }, (_, index) => [`tag${index}`, index % 4]));
    await insertTags(db, counts);
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let page = 0;; page++) {
      const { items, next } = await findTags(db, parse(TagQuery, { order, limit: 10, cursor }));
      seen.push(...items.map(({ name }) => name));
      if (!next) break;
      cursor = next;
      await insertTags(db, { [`new${page}`]: page, [`zzz${page}`]: page });
    }
    assert.equal(new Set(seen).size, seen.length);
    for (const name of Object.keys(counts)) assert.ok(seen.includes(name), name);
  });
}

withDatabase("findTags() refuses a cursor that it did not give", async (db) => {
  for (const cursor of ["x", "W10=", btoa("[1,2]")]) {
    await assert.rejects(
      findTags(db, parse(TagQuery, { cursor })),
      (error) => error instanceof AppError && error.code === "malformed",
    );
  }
});

withDatabase("findTag() finds by name or alias, and rows parse", async (db) => {
  await insertTags(db, { boat: 2 });
  await db.query("insert into tag_alias (name, tag_id) select 'ship', id from tag");
  const tag = parse(Tag, await findTag(db, "ship"));
  assert.deepEqual({ ...tag, createdAt: null }, {
    name: "boat",
    displayName: "boat",
    category: "general",
    colour: "#2563eb",
    description: "",
    imageCount: 2,
    createdAt: null,
  });
  assert.equal(await findTag(db, "plane"), null);
});

withDatabase("findTaggings() and findCategories() return rows that fit their schemas", async (db) => {
  const [id = 0] = await insertImages(db, 1);
  await insertTags(db, { boat: 0 });
  await db.query("insert into tag (name, category_id) select 'acme', id from tag_category where name = 'creator'");
  await db.query("insert into image_tag (image_id, tag_id, origin) select $1, id, 'crawl' from tag", [id]);
  assert.deepEqual((await findTaggings(db, id)).map((row) => parse(Tagging, row)), [
    { name: "boat", category: "general", colour: "#2563eb", origin: "crawl" },
    { name: "acme", category: "creator", colour: "#b91c1c", origin: "crawl" },
  ]);
  const categories = (await findCategories(db)).map((row) => parse(Category, row));
  assert.deepEqual(categories.map(({ name }) => name), ["general", "person", "place", "creator", "style", "meta"]);
});
