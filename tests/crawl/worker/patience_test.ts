import assert from "node:assert/strict";
import { FetchFault } from "../../../modules/crawl/egress/faults.ts";
import type { CrawlTask } from "../../../modules/crawl/messages.ts";
import { createPatience, type Patience } from "../../../modules/crawl/worker/patience.ts";

const task = (attempt: number, url = "http://site.test/a.png"): CrawlTask => ({ id: 1, url, kind: "image", depth: 0, attempt });

async function answer(patience: Patience, times: number, latency = 1): Promise<void> {
  for (let turn = 0; turn < times; turn++) await patience.during(task(1), () => Promise.resolve({ latency }));
}

/** Makes a request that is never answered. Returns whether it was ended within a second. */
async function isEnded(patience: Patience, asked: CrawlTask): Promise<boolean> {
  const { promise: silence, resolve, reject } = Promise.withResolvers<{ latency: number }>();
  const timer = setTimeout(() => resolve({ latency: 1 }), 400);
  try {
    await patience.during(asked, (signal) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      return silence;
    });
    return false;
  } catch (error) {
    assert.ok(error instanceof FetchFault && error.retry);
    assert.equal(error.reason, "timeout");
    return true;
  } finally {
    clearTimeout(timer);
  }
}

Deno.test("the first tries of a URL end early on a host that usually answers sooner, and the last one does not", async () => {
  const patience = createPatience([5, 10]);
  assert.equal(await isEnded(patience, task(1)), false, "nothing is known of the host");
  const known = createPatience([5, 10]);
  await answer(known, 1);
  assert.deepEqual([await isEnded(known, task(1)), await isEnded(known, task(2)), await isEnded(known, task(3))], [
    true,
    true,
    false,
  ]);
  assert.equal(await isEnded(known, task(1, "http://other.test/")), false);
});

Deno.test("a host that usually needs long gets ten times its usual time", async () => {
  const patience = createPatience([5, 10]);
  await answer(patience, 1, 60_000);
  assert.equal(await isEnded(patience, task(1)), false);
});
