import assert from "node:assert/strict";
import { remember, shareDelay, toleratedRun } from "../../../modules/crawl/politeness/failures.ts";

/** Makes the answers of a host of which one in `every` failed, and then `run` failures in a row. */
function answers(every: number, run: number, count = 20): boolean[] {
  const recent: boolean[] = [];
  for (let index = 0; index < count; index++) remember(recent, index % every === every - 1);
  for (let index = 0; index < run; index++) remember(recent, true);
  return recent;
}

Deno.test("toleratedRun() is the longer, the more URLs of the host failed before the run", () => {
  assert.equal(toleratedRun([], 0), 3);
  assert.equal(toleratedRun([true, true], 2), 3);
  assert.deepEqual([100, 5, 3, 2, 1].map((every) => toleratedRun(answers(every, 0), 0)), [3, 3, 4, 7, 8]);
  assert.deepEqual([100, 2].map((every) => toleratedRun(answers(every, 4), 4)), [3, 7], "the run itself does not count");
  assert.equal(toleratedRun(answers(2, 25), 25), 3, "nothing before the run is remembered");
});

Deno.test("shareDelay() delays requests only if more than half of several URLs fail", () => {
  assert.deepEqual([4, 2].map((every) => shareDelay(answers(every, 0))), [0, 0]);
  assert.equal(shareDelay(answers(1, 0, 7)), 0, "too few to tell");
  assert.equal(shareDelay(answers(1, 0)), 200);
  assert.ok(Math.abs(shareDelay(answers(100, 15)) - 100) < 1);
});
