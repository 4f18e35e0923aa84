import assert from "node:assert/strict";
import { CHUNK_SIZE } from "../../../modules/shared/bitmap/chunk.ts";
import { common, idsOf, setOfIds, sizeOf, union, without } from "../../../modules/shared/bitmap/image_set.ts";
import { between, type Random, seededRandom, several } from "../../support/random.ts";

/** Returns ids of four chunks in any order. Some may be repeated. */
function randomIds(random: Random): number[] {
  return several(random, between(random, 0, 60), () => between(random, 0, 3) * CHUNK_SIZE + between(random, 1, 40));
}

function ascending(ids: Iterable<number>): number[] {
  return [...new Set(ids)].sort((one, other) => one - other);
}

Deno.test("a set of images holds each id once and gives them in ascending order", () => {
  const random = seededRandom(1);
  for (let round = 0; round < 50; round++) {
    const ids = randomIds(random);
    const set = setOfIds(ids);
    assert.deepEqual([...idsOf(set)], ascending(ids));
    assert.equal(sizeOf(set), new Set(ids).size);
  }
});

Deno.test("union(), common() and without() give the same as on sets of ids, and do not change the sets", () => {
  const random = seededRandom(2);
  for (let round = 0; round < 50; round++) {
    const [ones, others] = [new Set(randomIds(random)), new Set(randomIds(random))];
    const [one, other] = [setOfIds(ones), setOfIds(others)];
    assert.deepEqual([...idsOf(union(one, other))], ascending(ones.union(others)));
    assert.deepEqual([...idsOf(common(one, other))], ascending(ones.intersection(others)));
    assert.deepEqual([...idsOf(without(one, other))], ascending(ones.difference(others)));
    assert.deepEqual([[...idsOf(one)], [...idsOf(other)]], [ascending(ones), ascending(others)]);
  }
});

Deno.test("setOfIds() adds to the set that it is given", () => {
  const set = setOfIds([1, CHUNK_SIZE]);
  assert.deepEqual([...idsOf(setOfIds([2], set))], [1, 2, CHUNK_SIZE]);
});
