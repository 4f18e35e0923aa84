import assert from "node:assert/strict";
import { editableQuery, hasTerm, negateTerm, withoutTerm, withTerm } from "../../../modules/search/grammar/edit.ts";

const WITH: [query: string, term: string, result: string][] = [
  ["", "boat", "boat"],
  ["red", "boat", "red boat"],
  ["Red", "red", "Red"],
  [`"red"`, "red", `"red"`],
  [`red "a b"`, "blue", `red "a b" blue`],
  ["red -boat", "boat", "red boat"],
  ["red boat", "-boat", "red -boat"],
  ["not boat", "boat", "boat"],
  ["a or b", "c", "(a or b) c"],
  ["a or b", "a", "(a or b) a"],
  ["(a or b)", "c", "(a or b) c"],
  ["(a or b) c", "-c", "(a or b) -c"],
  ["a order:width", "b", "a order:width b"],
  ["age:<7d", "boat", "age:<7d boat"],
  ["", `"width:5"`, `"width:5"`],
];

for (const [query, term, result] of WITH) {
  Deno.test(`withTerm() makes ${JSON.stringify(result)} of ${JSON.stringify(query)} and ${term}`, () => {
    assert.equal(withTerm(editableQuery(query), term), result);
  });
}

const WITHOUT: [query: string, term: string, result: string][] = [
  ["red", "red", ""],
  ["red", "boat", "red"],
  [`red "a b" blue`, "a_b", "red blue"],
  ["red Boat  blue", `"boat"`, "red blue"],
  ["red -boat", "-boat", "red"],
  ["red -boat", "boat", "red -boat"],
  ["red and boat", "boat", "red"],
  ["(a or b) c", "(a|b)", "c"],
  ["a or b", "a", "a or b"],
  ["a width:>05", "width:>5", "a"],
  ["a order:width", "sort:width", "a"],
  ["a order:id", "order:id", "a"],
  ["fate_(series) a", "fate_(series)", "a"],
];

for (const [query, term, result] of WITHOUT) {
  Deno.test(`withoutTerm() makes ${JSON.stringify(result)} of ${JSON.stringify(query)} and ${term}`, () => {
    assert.equal(withoutTerm(editableQuery(query), term), result);
  });
}

const NEGATED: [query: string, term: string, result: string][] = [
  ["red boat", "boat", "red -boat"],
  ["red -boat", "-boat", "red boat"],
  ["red not  boat", "-boat", "red boat"],
  ["red", "boat", "red"],
  ["(a or b) c", "(a or b)", "-(a or b) c"],
];

for (const [query, term, result] of NEGATED) {
  Deno.test(`negateTerm() makes ${JSON.stringify(result)} of ${JSON.stringify(query)} and ${term}`, () => {
    assert.equal(negateTerm(editableQuery(query), term), result);
  });
}

Deno.test("hasTerm() finds a term in any spelling, but only as a clause of its own", () => {
  assert.equal(hasTerm(editableQuery(`-"Red Boat" x`), "-red_boat"), true);
  assert.equal(hasTerm(editableQuery("-red x"), "red"), false);
  assert.equal(hasTerm(editableQuery("red or x"), "red"), false);
  assert.equal(hasTerm(editableQuery("(red x)"), "red"), false);
});

Deno.test("A search that cannot be read is edited if it can be split into terms", () => {
  assert.equal(withoutTerm(editableQuery("width:abc red"), "red"), "width:abc");
  assert.equal(withoutTerm(editableQuery("width:abc red"), "width:abc"), "red");
  assert.equal(withTerm(editableQuery(`"red`), "boat"), `"red boat`);
});
