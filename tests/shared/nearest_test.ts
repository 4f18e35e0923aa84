import assert from "node:assert/strict";
import { editDistance, nearest } from "../../modules/shared/nearest.ts";

const DISTANCES: [one: string, other: string, most: number, edits: number][] = [
  ["", "", 2, 0],
  ["boat", "boat", 0, 0],
  ["boat", "boot", 2, 1],
  ["boat", "baot", 2, 1],
  ["boat", "boats", 2, 1],
  ["boat", "oat", 2, 1],
  ["width", "widht", 1, 1],
  ["abcdef", "badcfe", 3, 3],
  ["boat", "", 4, 4],
  ["boat", "ship", 2, Infinity],
  ["boat", "boathouse", 2, Infinity],
  ["kitten", "sitting", 3, 3],
  ["kitten", "sitting", 2, Infinity],
];

for (const [one, other, most, edits] of DISTANCES) {
  Deno.test(`editDistance() of ${one} and ${other} up to ${most} is ${edits}`, () => {
    assert.equal(editDistance(one, other, most), edits);
    assert.equal(editDistance(other, one, most), edits);
  });
}

Deno.test("nearest() finds the name with the fewest edits, and none if that is no typing error", () => {
  const names = ["width", "height", "wide", "id"];
  assert.equal(nearest("Widht", names), "width");
  assert.equal(nearest("hieght", names), "height");
  assert.equal(nearest("wid", names), "wide");
  assert.equal(nearest("colour", names), null);
  assert.equal(nearest("ic", names), null);
  assert.equal(nearest("x".repeat(10_000), names), null);
});
