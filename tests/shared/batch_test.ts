import assert from "node:assert/strict";
import { inBatches } from "../../modules/shared/batch.ts";

/** Records batches, and holds each one until it is released. */
function heldWork() {
  const batches: number[][] = [];
  const gates: PromiseWithResolvers<void>[] = [];
  const begun: PromiseWithResolvers<void>[] = [Promise.withResolvers()];
  const work = async (items: number[]) => {
    batches.push(items);
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    begun.at(-1)?.resolve();
    begun.push(Promise.withResolvers());
    await gate.promise;
    return items.map((item) => item * 10);
  };
  return { batches, work, begun: (index: number) => begun[index]?.promise, letGo: (index: number) => gates[index]?.resolve() };
}

Deno.test("items that are passed in one turn of the event loop form one batch, and each gets its own result", async () => {
  const batches: number[][] = [];
  const give = inBatches(async (items: number[]) => {
    batches.push(items);
    return await Promise.resolve(items.map((item) => item * 10));
  }, { limit: 10 });
  assert.deepEqual(await Promise.all([give(1), give(2), give(3)]), [10, 20, 30]);
  assert.equal(await give(4), 40);
  assert.deepEqual(batches, [[1, 2, 3], [4]]);
});

Deno.test("items that are passed while a batch runs form the next one, in their order", async () => {
  const { batches, work, begun, letGo } = heldWork();
  const give = inBatches(work, { limit: 10 });
  const first = give(1);
  await begun(0);
  const others = [give(2), give(3)];
  assert.deepEqual(batches, [[1]]);
  letGo(0);
  await begun(1);
  assert.deepEqual(batches, [[1], [2, 3]]);
  letGo(1);
  assert.deepEqual(await Promise.all([first, ...others]), [10, 20, 30]);
});

Deno.test("no batch is larger than the limit, and a full one waits for no more", async () => {
  const batches: number[][] = [];
  const give = inBatches(async (items: number[]) => {
    batches.push(items);
    return await Promise.resolve(items);
  }, { limit: 2, lingerMilliseconds: 60_000 });
  assert.deepEqual(await Promise.all([1, 2, 3, 4].map(give)), [1, 2, 3, 4]);
  assert.deepEqual(batches, [[1, 2], [3, 4]]);
});

Deno.test("a batch that is not full waits a moment for more", async () => {
  const batches: number[][] = [];
  const give = inBatches(async (items: number[]) => {
    batches.push(items);
    return await Promise.resolve(items);
  }, { limit: 10, lingerMilliseconds: 200 });
  const one = give(1);
  await new Promise((resolve) => setTimeout(resolve, 0));
  await Promise.all([one, give(2)]);
  assert.deepEqual(batches, [[1, 2]]);
});

Deno.test("a batch that fails rejects each of its items, and the next one is worked on", async () => {
  let fails = true;
  const give = inBatches(async (items: string[]) => {
    if (fails) throw new Error("no connection");
    return await Promise.resolve(items);
  }, { limit: 10 });
  const results = await Promise.allSettled([give("a"), give("b")]);
  assert.deepEqual(results.map(({ status }) => status), ["rejected", "rejected"]);
  fails = false;
  assert.equal(await give("c"), "c");
});

Deno.test("only the item that causes an error fails, if the error may be caused by one item", async () => {
  const tried: number[][] = [];
  const give = inBatches(async (items: number[]) => {
    tried.push(items);
    if (items.includes(2)) throw new RangeError("2 cannot be stored");
    return await Promise.resolve(items);
  }, { limit: 10, isolate: (error) => error instanceof RangeError });
  const results = await Promise.allSettled([give(1), give(2), give(3)]);
  assert.deepEqual(results.map(({ status }) => status), ["fulfilled", "rejected", "fulfilled"]);
  assert.deepEqual(tried, [[1, 2, 3], [1], [2], [3]]);
});
