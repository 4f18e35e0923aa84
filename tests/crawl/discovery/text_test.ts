import assert from "node:assert/strict";
import { cleanText } from "../../../modules/crawl/discovery/text.ts";

Deno.test("cleanText() folds white space, and returns undefined if nothing is left", () => {
  assert.equal(cleanText("  a \t\n b\u00a0c "), "a b c");
  for (const empty of [undefined, "", " \n\t", "\0\0", "\u202e", "\ufeff"]) assert.equal(cleanText(empty), undefined);
});

Deno.test("cleanText() removes characters that databases refuse or that mislead readers", () => {
  assert.equal(cleanText("a\0b\x1b[31mc\x7fd\x85e"), "ab[31mcde");
  assert.equal(cleanText("\u202egnp.exe\u202c \u2066x\u2069\u200e"), "gnp.exe x");
  assert.equal(cleanText("a\ud800b"), "a\ufffdb");
  assert.equal(cleanText("família 家 👩‍👩‍👧 naïve"), "família 家 👩‍👩‍👧 naïve");
});

Deno.test("cleanText() cuts at 2,000 characters and never through a surrogate pair", () => {
  assert.equal(cleanText("x".repeat(9_000))?.length, 2_000);
  const cut = cleanText("x".repeat(1_999) + "👍👍") ?? "";
  assert.ok(cut.isWellFormed());
  assert.ok(cut.length <= 2_000);
});
