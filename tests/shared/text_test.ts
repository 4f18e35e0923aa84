import assert from "node:assert/strict";
import { plainText, splitNames } from "../../modules/shared/text.ts";

Deno.test("plainText() removes control characters, marks of the writing direction and lone surrogates, and nothing else", () => {
  assert.equal(plainText("a\0b\x1b[31mc\x7fd\x85e\ud800f"), "ab[31mcdef");
  assert.equal(plainText("\u202egnp.exe\u202c \u2066x\u2069\u200e\ufeff"), "gnp.exe x");
  for (const text of ["a\tb\nc\r\n", "família 家 👩‍👩‍👧 naïve"]) assert.equal(plainText(text), text);
});

Deno.test("splitNames() reads names between commas and white space", () => {
  assert.deepEqual(splitNames(" Red,blue \n sky,, "), ["Red", "blue", "sky"]);
  assert.deepEqual(splitNames(" ,\n"), []);
});
