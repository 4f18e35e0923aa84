import assert from "node:assert/strict";
import { openTestEngine } from "../support/engine.ts";
import { openGeneratedSite } from "../support/generated_site.ts";

const PAGES = 150;
const WHOLE = {
  sitemaps: false,
  respectRobots: false,
  maxDepth: 20,
  maxPages: 1_000,
  concurrency: 32,
  perHostConcurrency: 32,
};

Deno.test("of a site of several hundred pages every image is stored once, every URL is fetched once, and no URL stays pending", async () => {
  const site = await openGeneratedSite({ pages: PAGES });
  const test = await openTestEngine({ sites: [site.hostPort] });
  try {
    const { id, status, counters } = await test.crawl(site.url, WHOLE, 300);
    assert.equal(status, "completed");
    assert.deepEqual([counters.pagesDone, counters.imagesStored], [PAGES, 2 * PAGES]);
    assert.deepEqual([counters.pagesPending, counters.imagesPending, counters.imagesDuplicate, counters.imagesFailed], [
      0,
      0,
      0,
      0,
    ]);
    assert.equal(site.counts().size, 3 * PAGES);
    assert.deepEqual([...site.counts()].filter(([, count]) => count !== 1), []);
    const { database } = test.engine;
    const open = await database.query("select url from crawl_url where job_id = $1 and state <> 'done'", [id]);
    assert.deepEqual(open, []);
    const stored = await database.query<{ digest: string }>("select sha256 as digest from image order by 1");
    assert.deepEqual(stored.map(({ digest }) => digest), site.digests());
    assert.deepEqual(await test.breaches(), []);
  } finally {
    await test.close();
    await site.close();
  }
});
