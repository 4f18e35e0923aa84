import assert from "node:assert/strict";
import type { Node } from "../../modules/search/grammar/ast.ts";
import { editableQuery, withoutTerm, withTerm } from "../../modules/search/grammar/edit.ts";
import { parseSearch } from "../../modules/search/grammar/parser.ts";
import { printQuery } from "../../modules/search/grammar/print.ts";
import { AppError } from "../../modules/shared/errors.ts";
import { AWKWARD_WORDS } from "../support/query_words.ts";
import { seededRandom } from "../support/random.ts";
import { randomQuery } from "../support/random_query.ts";
import { randomString } from "../support/random_string.ts";

const NOW = new Date("2024-03-31T12:00:00Z");
const STRINGS = 100_000;
const QUERIES = 20_000;
/** The limit for one string. The fastest of three runs counts, because the machine may be busy. */
const MILLISECONDS = 5;

/** Runs the parser. Throws unless the parser succeeds or throws a fault whose span is in the query. */
function probe(query: string): "read" | "refused" {
  try {
    parseSearch(query, NOW);
    return "read";
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "malformed") {
      throw new Error(`On ${JSON.stringify(query)}`, { cause: error });
    }
    const { column = 0, length = 0 } = error.faults[0] ?? {};
    assert.ok(column >= 1 && column - 1 <= query.length && length >= 1, `${JSON.stringify(query)}: ${column}, ${length}`);
    return "refused";
  }
}

function timed(query: string): number {
  const begun = performance.now();
  probe(query);
  return performance.now() - begun;
}

Deno.test("parseSearch() reads or refuses 100,000 random strings, each in a few milliseconds", () => {
  const random = seededRandom(1);
  const counts = { read: 0, refused: 0 };
  for (let index = 0; index < STRINGS; index++) {
    const query = randomString(random);
    const begun = performance.now();
    counts[probe(query)]++;
    if (performance.now() - begun <= MILLISECONDS) continue;
    const best = Math.min(timed(query), timed(query), timed(query));
    assert.ok(best <= MILLISECONDS, `${best} ms for ${JSON.stringify(query)}`);
  }
  assert.ok(counts.read > 5_000 && counts.refused > 5_000, JSON.stringify(counts));
});

Deno.test("A printed search is read as the same search, and printed as the same text", () => {
  const random = seededRandom(2);
  for (let index = 0; index < QUERIES; index++) {
    const typed = randomQuery(random, AWKWARD_WORDS);
    const query = parseSearch(typed, NOW);
    const printed = printQuery(query);
    const again = parseSearch(printed, NOW);
    assert.deepEqual({ ...again, root: bare(again.root) }, { ...query, root: bare(query.root) }, `${typed}\n${printed}`);
    assert.equal(printQuery(again), printed);
  }
});

Deno.test("A search finds the same after a term was added and removed again", () => {
  const random = seededRandom(3);
  for (let index = 0; index < QUERIES / 10; index++) {
    const query = editableQuery(randomQuery(random, AWKWARD_WORDS));
    const added = withTerm(query, "new_tag");
    assert.doesNotThrow(() => parseSearch(added, NOW), added);
    const removed = withoutTerm(editableQuery(added), "new_tag");
    assert.equal(printQuery(parseSearch(removed, NOW)), printQuery(parseSearch(query.text, NOW)), added);
  }
});

/** Removes what differs between spellings: the columns and the typed texts of terms. */
function bare(node: Node | null): unknown {
  switch (node?.kind) {
    case "term":
      return node.atom;
    case "not":
      return { kind: node.kind, child: bare(node.child) };
    case "and":
    case "or":
      return { kind: node.kind, children: node.children.map(bare) };
    default:
      return null;
  }
}
