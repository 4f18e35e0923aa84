import assert from "node:assert/strict";
import { backoffMilliseconds } from "../../../modules/crawl/politeness/backoff.ts";

Deno.test("backoffMilliseconds() doubles up to a minute, and half of it is random", () => {
  assert.deepEqual([1, 2, 3, 4].map((attempt) => backoffMilliseconds(attempt, { random: 0 })), [500, 1_000, 2_000, 4_000]);
  assert.deepEqual([1, 2, 3, 4].map((attempt) => backoffMilliseconds(attempt, { random: 1 })), [1_000, 2_000, 4_000, 8_000]);
  for (const attempt of [7, 50, 5_000]) assert.equal(backoffMilliseconds(attempt, { random: 1 }), 60_000);
  for (const attempt of [0, -1]) assert.equal(backoffMilliseconds(attempt, { random: 1 }), 1_000);
});

Deno.test("backoffMilliseconds() begins and grows as it is asked to", () => {
  const waits = [1, 2, 3, 4].map((attempt) => backoffMilliseconds(attempt, { first: 4_000, growth: 4, random: 1 }));
  assert.deepEqual(waits, [4_000, 16_000, 60_000, 60_000]);
});

Deno.test("backoffMilliseconds() differs from one URL to the next", () => {
  const waits = Array.from({ length: 50 }, () => backoffMilliseconds(1));
  assert.ok(new Set(waits).size > 10);
  assert.ok(waits.every((wait) => wait >= 500 && wait <= 1_000));
});
