import assert from "node:assert/strict";
import { ImageQuery } from "../../../modules/search/schemas.ts";
import { searchImages, searchNeighbours } from "../../../modules/search/service.ts";
import { parse } from "../../../modules/shared/validate.ts";
import { withDatabase } from "../../support/database.ts";
import { seededRandom } from "../../support/random.ts";
import { randomLibrary } from "../../support/random_library.ts";

const IMAGES = 30;
const FIELDS = ["id", "filesize", "taken", "tagcount"];
const ORDERS = FIELDS.flatMap((field) => [`order:${field}`, `order:${field}_asc`]);

withDatabase("the neighbours of an image are those before and after it in the result, in each order", async (db) => {
  await randomLibrary(db, seededRandom(3), IMAGES);
  await db.query("select image_bitmap_fold($1, true)", [IMAGES / 2]);
  for (const q of ["", ...ORDERS, "width:>500 order:taken", "is:landscape order:rating_asc"]) {
    const { items } = await searchImages(db, parse(ImageQuery, { q, limit: 200 }));
    assert.ok(items.length > 5, `${q}: ${items.length}`);
    for (const [at, { id }] of items.entries()) {
      const { previous, next } = await searchNeighbours(db, id, q);
      const expected = { previous: items[at - 1]?.id ?? null, next: items[at + 1]?.id ?? null };
      assert.deepEqual({ previous, next }, expected, `${q}: image ${id}`);
    }
  }
});

withDatabase("the neighbours are the newer and the older image if the order is random or rows must be read", async (db) => {
  await randomLibrary(db, seededRandom(4), IMAGES);
  for (const condition of ["", "alt:*"]) {
    const { items } = await searchImages(db, parse(ImageQuery, { q: condition, limit: 200 }));
    const [first, second, third] = items.map(({ id }) => id);
    for (const order of condition === "" ? ["order:random"] : ["order:random", "order:filesize"]) {
      const { previous, next } = await searchNeighbours(db, second ?? 0, `${condition} ${order}`);
      assert.deepEqual([previous, next], [first, third], `${condition} ${order}`);
    }
  }
});
