import assert from "node:assert/strict";
import { NUMBERS } from "../../../modules/search/grammar/numbers.ts";
import { digitsOf } from "../../../modules/search/plan/number_bits.ts";
import { withDatabase } from "../../support/database.ts";

/** Times, which the database compares as numbers. */
const TIMES = ["created", "crawled", "taken"];

withDatabase("the database has digits of the numbers that the grammar has", async (db) => {
  const [row] = await db.query<{ names: string[]; facets: string[] }>(
    "select image_number_names() as names, image_facets() as facets",
  );
  const { names = [], facets = [] } = row ?? {};
  assert.deepEqual(names.toSorted(), [...NUMBERS.map(({ name }) => digitsOf(name)), ...TIMES].toSorted());
  assert.ok(names.every((name) => facets.includes(name)));
});
