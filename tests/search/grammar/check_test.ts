import assert from "node:assert/strict";
import { checkSearch } from "../../../modules/search/grammar/check.ts";

Deno.test("checkSearch() finds nothing wrong with a search that can be read", () => {
  assert.deepEqual(checkSearch("sea (red or blue) -width:<100"), { fault: null });
});

const PUT_RIGHT: [typed: string, right: string][] = [
  ["even widht:>100", "even width:>100"],
  ["width>100 sea", "width:>100 sea"],
  ["is:animatd", "is:animated"],
  ["-has:gsp sea", "-has:gps sea"],
  ["(red or blue", "(red or blue)"],
  ["red blue)", "red blue"],
  [`alt:"red boat`, `alt:"red boat"`],
];

for (const [typed, right] of PUT_RIGHT) {
  Deno.test(`checkSearch() proposes ${right} for ${typed}`, () => {
    assert.equal(checkSearch(typed).fault?.suggestion, right);
  });
}

Deno.test("checkSearch() proposes nothing if the rest is wrong too or no correction is known", () => {
  for (const typed of ["widht:5 heigth:6", "red or", "width:"]) {
    const { fault } = checkSearch(typed);
    assert.ok(fault !== null && fault.suggestion === null, typed);
    assert.match(fault.message, /^Column \d+ of the search: /);
  }
});
