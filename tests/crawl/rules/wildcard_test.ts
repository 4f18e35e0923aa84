import assert from "node:assert/strict";
import { compileWildcard, matchesWildcard } from "../../../modules/crawl/rules/wildcard.ts";

/** Matches by a regular expression, for short texts. */
function expected(pattern: string, text: string, whole: boolean): boolean {
  const source = pattern.split("*").map((piece) => piece.replace(/[.$]/g, "\\$&")).join(".*");
  return new RegExp(`^${source}${whole ? "$" : ""}`, "s").test(text);
}

function* words(alphabet: string, longest: number): Generator<string> {
  let words = [""];
  for (let length = 0; length <= longest; length++) {
    yield* words;
    words = words.flatMap((word) => [...alphabet].map((letter) => word + letter));
  }
}

Deno.test("matchesWildcard() agrees with a regular expression on every short pattern and text", () => {
  const texts = [...words("ab", 5)];
  let compared = 0;
  for (const pattern of words("ab*", 5)) {
    for (const whole of [true, false]) {
      const wildcard = compileWildcard(pattern, { whole });
      const wrong = texts.filter((text) => matchesWildcard(wildcard, text) !== expected(pattern, text, whole));
      assert.deepEqual(wrong, [], `${pattern} ${whole}`);
      compared += texts.length;
    }
  }
  assert.equal(compared, 364 * 2 * 63);
});

Deno.test("matchesWildcard() finds pieces that are too long for the engine's search", () => {
  const piece = `${"ab".repeat(150)}c`;
  const wildcard = compileWildcard(`x*${piece}*y`, { whole: true });
  assert.ok(matchesWildcard(wildcard, `x${"ab".repeat(200)}c--y`));
  assert.ok(!matchesWildcard(wildcard, `x${"ab".repeat(149)}c--y${"z".repeat(300)}y`));
  assert.ok(!matchesWildcard(wildcard, `x${"ab".repeat(200)}--y`));
  assert.ok(!matchesWildcard(wildcard, `x${"ab".repeat(148)}${piece}`));
});

Deno.test("matchesWildcard() stops when the work that it may do is used up", () => {
  const wildcard = compileWildcard(`*${"a*".repeat(100)}b`, { whole: false });
  const work = { left: 500 };
  assert.equal(matchesWildcard(wildcard, `${"a".repeat(1_000)}b`, work), false);
  assert.ok(work.left < 0 && work.left > -1_200, String(work.left));
});
