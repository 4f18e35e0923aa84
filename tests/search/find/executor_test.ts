import assert from "node:assert/strict";
import { ImagePage, ImageQuery } from "../../../modules/search/schemas.ts";
import { parseSearch } from "../../../modules/search/grammar/parser.ts";
import { searchImages } from "../../../modules/search/service.ts";
import type { Database } from "../../../modules/shared/database/handle.ts";
import { parse } from "../../../modules/shared/validate.ts";
import { withDatabase } from "../../support/database.ts";
import { naiveSearch } from "../../support/naive_search.ts";
import { seededRandom } from "../../support/random.ts";
import { randomLibrary, wordsOf } from "../../support/random_library.ts";
import { randomQuery } from "../../support/random_query.ts";

const IMAGES = 300;
/** The embedded database is slower. */
const QUERIES = { embedded: 400, server: 1_000 };
/** Long enough that no search is refused on a busy machine. */
const BOUNDS = { milliseconds: 60_000 };
/** The images are folded in this many steps: at first all are read from rows, at the end none. */
const FOLDS = 10;

withDatabase("random searches find what a naive evaluator finds, in its order, wherever the bitmaps end", async (db) => {
  const random = seededRandom(20_261_125);
  const library = await randomLibrary(db, random, IMAGES);
  const words = wordsOf(library);
  const queries = QUERIES[db.kind];
  for (let round = 0; round < queries; round++) {
    if (round % Math.ceil(queries / FOLDS) === 0) {
      await db.query("select image_bitmap_fold($1, true)", [IMAGES / FOLDS]);
    }
    const text = randomQuery(random, words);
    const query = parseSearch(text);
    const expected = naiveSearch(library, query);
    const { ids, count, exact } = await wholeResult(db, text);
    const isRandom = query.order.by === "random";
    assert.deepEqual(
      isRandom ? ids.toSorted((a, b) => a - b) : ids,
      isRandom ? expected.toSorted((a, b) => a - b) : expected,
      text,
    );
    assert.ok(exact ? count === expected.length : count <= expected.length, `${text}: ${count} of ${expected.length}`);
  }
});

/** Returns all pages of a search as one list. */
async function wholeResult(db: Database, q: string): Promise<{ ids: number[]; count: number; exact: boolean }> {
  const ids: number[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = parse(ImagePage, await searchImages(db, parse(ImageQuery, { q, limit: 97, cursor }), BOUNDS));
    ids.push(...page.items.map(({ id }) => id));
    if (page.next === null) return { ids, count: page.count.value, exact: page.count.exact };
    cursor = page.next;
  }
}
