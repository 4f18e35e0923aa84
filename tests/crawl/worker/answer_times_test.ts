import assert from "node:assert/strict";
import { FetchFault } from "../../../modules/crawl/egress/faults.ts";
import type { CrawlTask } from "../../../modules/crawl/messages.ts";
import { type AnswerTimes, createAnswerTimes } from "../../../modules/crawl/worker/answer_times.ts";

const task = (attempt: number, url = "http://site.test/a.png"): CrawlTask => ({ id: 1, url, kind: "image", depth: 0, attempt });

async function answer(times: AnswerTimes, count: number, latency = 1): Promise<void> {
  for (let turn = 0; turn < count; turn++) await times.during(task(1), () => Promise.resolve({ latency }));
}

/** Makes a request that is never answered. Returns whether it was ended within a second. */
async function isEnded(times: AnswerTimes, asked: CrawlTask): Promise<boolean> {
  const { promise: silence, resolve, reject } = Promise.withResolvers<{ latency: number }>();
  const timer = setTimeout(() => resolve({ latency: 1 }), 400);
  try {
    await times.during(asked, (signal) => {
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
  const times = createAnswerTimes([5, 10]);
  assert.equal(await isEnded(times, task(1)), false, "nothing is known of the host");
  const known = createAnswerTimes([5, 10]);
  await answer(known, 1);
  assert.deepEqual([await isEnded(known, task(1)), await isEnded(known, task(2)), await isEnded(known, task(3))], [
    true,
    true,
    false,
  ]);
  assert.equal(await isEnded(known, task(1, "http://other.test/")), false);
});

Deno.test("a host that usually needs long gets ten times its usual time", async () => {
  const times = createAnswerTimes([5, 10]);
  await answer(times, 1, 60_000);
  assert.equal(await isEnded(times, task(1)), false);
});
