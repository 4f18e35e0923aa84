import assert from "node:assert/strict";
import { groupsOf } from "../../modules/shared/groups.ts";

Deno.test("groupsOf() cuts items into groups of a size, and keeps the rest", () => {
  assert.deepEqual([...groupsOf([1, 2, 3, 4, 5], 2)], [[1, 2], [3, 4], [5]]);
  assert.deepEqual([...groupsOf([1, 2], 2)], [[1, 2]]);
  assert.deepEqual([...groupsOf([], 2)], []);
  assert.deepEqual([...groupsOf(new Set(["a", "b"]).values(), 10)], [["a", "b"]]);
});
