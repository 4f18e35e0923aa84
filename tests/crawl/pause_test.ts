import assert from "node:assert/strict";
import { openTestEngine, type TestEngine } from "../support/engine.ts";
import { openGeneratedSite } from "../support/generated_site.ts";

const LIMIT_MILLISECONDS = 2_000;

async function withinLimit(what: string, action: () => Promise<unknown>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<"late">();
  const timer = setTimeout(() => resolve("late"), LIMIT_MILLISECONDS);
  const first = await Promise.race([action(), late]);
  clearTimeout(timer);
  assert.notEqual(first, "late", `${what} took more than ${LIMIT_MILLISECONDS} ms`);
}

/** Waits until the job has no crawl host, without which it fetches nothing. */
async function hostEnded(test: TestEngine): Promise<void> {
  while (test.children("crawl/host.ts").length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

Deno.test({
  name: "pause, resume and cancel each take effect within two seconds on a running crawl",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const site = await openGeneratedSite({ pages: 2_000, slow: 50 });
    const test = await openTestEngine({ sites: [site.hostPort] });
    const { manager } = test.engine;
    try {
      const { id } = await test.start(site.url, { sitemaps: false, respectRobots: false, maxDepth: 20 });
      await site.reached(10);
      await withinLimit("pause", async () => {
        await manager.pause(id);
        await hostEnded(test);
      });
      const asked = site.log.length;
      await withinLimit("resume", async () => {
        assert.equal(site.log.length, asked);
        await manager.resume(id);
        await test.until(id, ({ status, attempts }) => status === "running" && attempts === 2);
      });
      await site.reached(asked + 10);
      await withinLimit("cancel", async () => {
        await manager.cancel(id);
        await hostEnded(test);
      });
      const { status, counters } = await manager.get(id);
      assert.deepEqual([status, counters.pagesPending, counters.imagesPending], ["cancelled", 0, 0]);
      assert.deepEqual(await test.breaches(), []);
    } finally {
      await test.close();
      await site.close();
    }
  },
});
