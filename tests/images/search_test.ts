import assert from "node:assert/strict";
import { SEARCH_TERMS } from "../../modules/images/schemas.ts";
import { parseSearch } from "../../modules/images/search.ts";
import { AppError } from "../../modules/shared/errors.ts";

function meanings(query: string) {
  return parseSearch(query).map(({ negated, meaning }) => ({ ...meaning, ...(negated ? { negated } : {}) }));
}

Deno.test("parseSearch() reads tag names, normalised, and negation", () => {
  assert.deepEqual(meanings("  Boat\t-Sea_ "), [{ kind: "tag", name: "boat" }, { kind: "tag", name: "sea_", negated: true }]);
  assert.deepEqual(meanings(""), []);
  assert.deepEqual(meanings("E\u0301bene :) 12:30"), [
    { kind: "tag", name: "ébene" },
    { kind: "tag", name: ":)" },
    { kind: "tag", name: "12:30" },
  ]);
});

Deno.test("parseSearch() reads metatags", () => {
  assert.deepEqual(meanings("job:12 -id:3 site:Example.org:8080 is:untagged"), [
    { kind: "job", jobId: 12 },
    { kind: "id", id: 3, negated: true },
    { kind: "site", host: "example.org:8080" },
    { kind: "untagged" },
  ]);
});

Deno.test("parseSearch() honours quotes", () => {
  assert.deepEqual(meanings(`"red boat" -"re:zero" site:"example.org"`), [
    { kind: "tag", name: "red_boat" },
    { kind: "tag", name: "re:zero", negated: true },
    { kind: "site", host: "example.org" },
  ]);
});

Deno.test("parseSearch() keeps each term as it was typed", () => {
  assert.deepEqual(parseSearch(`Boat -"Red Sea"  job:1`).map(({ text }) => text), ["Boat", `-"Red Sea"`, "job:1"]);
});

const FAULTS: [query: string, column: number, message: RegExp][] = [
  [`boat foo:1`, 6, /foo: is not known\. Legal are tag names and job:ID.*Quote a tag name that holds a colon: "foo:1"/],
  [`boat -foo:1`, 7, /foo: is not known/],
  [`job:abc`, 5, /job: takes the number of a job/],
  [`job:`, 5, /job: takes the number/],
  [`id:0`, 4, /id: takes the number of an image/],
  [`id:99999999999999999999`, 4, /id: takes/],
  [`site:http://x/`, 6, /site: takes a host name, as in site:example.org/],
  [`sea is:red`, 8, /is: takes untagged/],
  [`boat - sea`, 7, /a term is missing here/],
  [`boat --sea`, 7, /"-sea" cannot be a tag/],
  [`boat "red sea`, 6, /quotation mark is not closed/],
  [`boat or sea`, 6, /"or" cannot be a tag.*is not one of: or, and, not/],
  [`(boat)`, 1, /cannot be a tag/],
  [`bo*`, 1, /cannot be a tag/],
  [`""`, 1, /a term is missing/],
];

for (const [query, column, message] of FAULTS) {
  Deno.test(`parseSearch() says what is wrong with ${query}, and where`, () => {
    assert.throws(() => parseSearch(query), (error) => {
      assert.ok(error instanceof AppError);
      assert.equal(error.code, "malformed");
      assert.match(error.message, new RegExp(`^Column ${column} of the search`));
      assert.match(error.message, message);
      return true;
    });
  });
}

Deno.test("parseSearch() takes 40 terms, and says where the one begins that is too many", () => {
  const terms = Array.from({ length: SEARCH_TERMS }, (_, index) => `tag${index % 10}`);
  assert.equal(parseSearch(terms.join(" ")).length, 40);
  assert.throws(() => parseSearch([...terms, "one", "more"].join(" ")), {
    code: "malformed",
    message: "Column 201 of the search: a search has at most 40 terms, this one has 42",
  });
});

Deno.test("parseSearch() takes no time that grows faster than the query", () => {
  const started = performance.now();
  for (const query of [`"`.repeat(1_999), `\\"`.repeat(999), `"\\`.repeat(999), "a:".repeat(999), "-".repeat(1_999)]) {
    try {
      parseSearch(query);
    } catch (error) {
      assert.ok(error instanceof AppError);
    }
  }
  assert.ok(performance.now() - started < 1_000);
});
