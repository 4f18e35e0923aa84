import assert from "node:assert/strict";
import { repeat } from "../../modules/shared/repeat.ts";

Deno.test("repeated work never runs twice at a time, goes on after an error, and its end waits for the turn under way", async () => {
  let turns = 0;
  let atOnce = 0;
  let most = 0;
  const errors: unknown[] = [];
  const three = Promise.withResolvers<void>();
  const work = async () => {
    most = Math.max(most, ++atOnce);
    await new Promise((resolve) => setTimeout(resolve, 20));
    atOnce--;
    if (++turns === 3) three.resolve();
    if (turns === 1) throw new Error("not now");
  };
  const end = repeat(work, { everyMilliseconds: 5, failed: (error) => errors.push(error) });
  await three.promise;
  await end();
  const ended = turns;
  assert.deepEqual([most, atOnce, errors.map(String)], [1, 0, ["Error: not now"]]);
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(turns, ended);
});
