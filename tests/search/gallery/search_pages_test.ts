import assert from "node:assert/strict";
import { BulkTagging, ImageQuery } from "../../../modules/search/schemas.ts";
import { ORDERS } from "../../../modules/search/grammar/choices.ts";
import { foldImages } from "../../../modules/search/index/fold_repository.ts";
import { findFacets } from "../../../modules/search/find/facets.ts";
import { searchImages } from "../../../modules/search/service.ts";
import { bulkTag } from "../../../modules/search/gallery/service.ts";
import type { Database } from "../../../modules/shared/database/handle.ts";
import { AppError } from "../../../modules/shared/errors.ts";
import { parse } from "../../../modules/shared/validate.ts";
import { withDatabase } from "../../support/database.ts";
import { insertImage, insertImages, newImage, newSource } from "../../support/images.ts";
import { seededRandom } from "../../support/random.ts";
import { randomLibrary } from "../../support/random_library.ts";

withDatabase("in every order, the pages hold each image once, with ties and while images arrive", async (db) => {
  const { images } = await randomLibrary(db, seededRandom(3), 60);
  await foldImages(db, 40, true);
  const before = images.filter(({ isTrashed }) => !isTrashed).map(({ id }) => id);
  for (const { name } of ORDERS) {
    const whole = await pagesOf(db, `order:${name}`, 200);
    const paged = await pagesOf(db, `order:${name}`, 7, async (round) => {
      if (round === 2) await insertImage(db, newImage(`late ${name}`));
    });
    assert.equal(new Set(paged).size, paged.length, name);
    assert.deepEqual(before.filter((id) => !paged.includes(id)), [], name);
    if (name !== "random") assert.deepEqual(paged.filter((id) => whole.includes(id)), whole, name);
  }
});

withDatabase("a cursor of another order is refused, and the message says what to do", async (db) => {
  await insertImages(db, 3);
  const { next } = await searchImages(db, ImageQuery.parse({ q: "order:filesize", limit: 1 }));
  await assert.rejects(searchImages(db, ImageQuery.parse({ q: "", cursor: next })), (error) => {
    assert.ok(error instanceof AppError);
    assert.equal(error.code, "malformed");
    assert.match(error.message, /belongs to a search in the order filesize desc, but this search is in the order id desc/);
    return true;
  });
});

withDatabase("limit: says how many images a page has", async (db) => {
  await insertImages(db, 5);
  const page = await searchImages(db, ImageQuery.parse({ q: "limit:2", limit: 4 }));
  assert.deepEqual(page.items.map(({ id }) => id), [5, 4]);
  assert.equal(page.count.value, 5);
});

withDatabase("a search that would have to read too many rows is refused, and the message says what to add", async (db) => {
  await insertImages(db, 300, [newSource({ alt: "A boat" })]);
  await assert.rejects(searchImages(db, ImageQuery.parse({ q: "alt:unheard -note:x" }), { milliseconds: 0.01 }), (error) => {
    assert.ok(error instanceof AppError);
    assert.equal(error.code, "too_costly");
    assert.match(
      error.message,
      /^This search takes too long: alt:unheard note:x is read image by image.*Add a tag, or job:, site:/,
    );
    return true;
  });
});

withDatabase("an empty result says which terms to remove to find images", async (db) => {
  await insertImages(db, 6);
  const tag = (ids: number[], ...add: string[]) => bulkTag(db, parse(BulkTagging, { select: { ids }, add }));
  await tag([1, 2], "boat");
  await tag([2, 3], "sea");
  await tag([5], "sky");
  const { terms } = await searchImages(db, ImageQuery.parse({ q: "boat sea sky" }));
  assert.deepEqual(terms.map(({ term, count, without }) => ({ term, count, without })), [
    { term: "boat", count: 2, without: 0 },
    { term: "sea", count: 2, without: 0 },
    { term: "sky", count: 1, without: 1 },
  ]);
});

withDatabase("a search says if a wildcard matches more tags than are searched", async (db) => {
  await insertImages(db, 2);
  await db.query("insert into tag (name) select 'many_' || n from generate_series(1, 150) n");
  await bulkTag(db, parse(BulkTagging, { select: { ids: [1] }, add: ["many_7"] }));
  const page = await searchImages(db, ImageQuery.parse({ q: "many*" }));
  assert.deepEqual(page.items.map(({ id }) => id), [1]);
  assert.deepEqual(page.notices, ["More than 100 tags match many*. Only the 100 most used ones are searched."]);
});

withDatabase("facets are the tags of the result, counted in all of it", async (db) => {
  await insertImages(db, 5, [newSource({ alt: "A boat" })]);
  const tag = (ids: number[], ...add: string[]) => bulkTag(db, parse(BulkTagging, { select: { ids }, add }));
  await tag([1, 2, 3], "boat");
  await tag([2, 3, 4], "sea");
  const namesOf = async (q: string) => (await findFacets(db, q, 10)).tags.map(({ name, count }) => [name, count]);
  assert.deepEqual(await namesOf("sea"), [["sea", 3], ["boat", 2]]);
  assert.deepEqual(await namesOf("boat alt:boat"), [["boat", 3], ["sea", 2]]);
  assert.deepEqual(await findFacets(db, "nothing", 10), { tags: [], exact: true });
});

async function pagesOf(db: Database, q: string, limit: number, between: (round: number) => Promise<void> = async () => {}) {
  const ids: number[] = [];
  let cursor: string | undefined;
  for (let round = 0;; round++) {
    await between(round);
    const page = await searchImages(db, ImageQuery.parse({ q, limit, cursor }));
    ids.push(...page.items.map(({ id }) => id));
    if (page.next === null) return ids;
    cursor = page.next;
  }
}
