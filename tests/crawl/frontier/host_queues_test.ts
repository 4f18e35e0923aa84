import assert from "node:assert/strict";
import { addPending, addRetry, type HostQueues, queueOf, takeReady } from "../../../modules/crawl/frontier/host_queues.ts";
import type { CrawlTask } from "../../../modules/crawl/messages.ts";
import type { UrlKind } from "../../../modules/crawl/schemas.ts";
import { withDatabase } from "../../support/database.ts";
import { addFound, conclude, image, openTestFrontier, pathsOf, settle, SITE, taskAt } from "../../support/frontier.ts";

let lastId = 0;

function task(kind: UrlKind): CrawlTask {
  const id = ++lastId;
  return { id, url: `${SITE}/${id}`, kind, depth: 0 };
}

Deno.test("documents are handed out first, then pages and images in turns", () => {
  const queue = queueOf(new Map(), SITE);
  queue.ready.page.push(task("page"), task("page"), task("page"));
  queue.ready.image.push(task("image"), task("image"));
  queue.ready.document.push(task("style"), task("feed"));
  assert.deepEqual(takeReady(queue, 3).map(({ kind }) => kind), ["style", "feed", "image"]);
  assert.deepEqual(takeReady(queue, 9).map(({ kind }) => kind), ["page", "image", "page", "page"]);
  assert.deepEqual(takeReady(queue, 1), []);
});

Deno.test("neither a robots.txt nor an inline image waits in a queue", () => {
  const queues: HostQueues = new Map();
  addPending(queues, { origin: SITE, kind: "robots" });
  addPending(queues, { origin: "data:", kind: "image" });
  assert.equal(queues.size, 0);
  addPending(queues, { origin: SITE, kind: "sitemap" });
  assert.deepEqual(queues.get(SITE)?.more, { page: false, image: false, document: true });
});

Deno.test("an origin has the time of its earliest retry", () => {
  const queues: HostQueues = new Map();
  const now = performance.now();
  for (const wait of [9_000, 2_000, 5_000]) addRetry(queues, { origin: SITE, kind: "image" }, wait);
  const { retryAt = 0 } = queues.get(SITE) ?? {};
  assert.ok(retryAt >= now + 2_000 && retryAt < now + 3_000, `in ${retryAt - now} ms`);
});

withDatabase(
  "the URLs of a host are claimed ahead, 32 of a class at a time, and handed out as the host allows",
  async (database) => {
    const seeds = Array.from({ length: 40 }, (_, index) => `${SITE}/${index}`);
    const test = await openTestFrontier(database, { seeds, perHostConcurrency: 2 });
    assert.equal((await test.lease()).length, 2);
    const leased = (await test.ledger()).filter(({ state }) => state === "leased");
    assert.equal(leased.length, 32);
    assert.equal(test.frontier.held.page, 32);
    await test.assertCounters();
  },
);

withDatabase("no more URLs are claimed ahead than the limits of the job allow", async (database) => {
  const seeds = Array.from({ length: 10 }, (_, index) => `${SITE}/${index}`);
  const test = await openTestFrontier(database, { seeds, perHostConcurrency: 1, maxPages: 3 });
  await test.lease();
  assert.equal((await test.ledger()).filter(({ state }) => state === "leased").length, 3);
});

withDatabase(
  "URLs that were claimed ahead and never fetched have used up no try when the job goes on",
  async (database) => {
    const test = await openTestFrontier(database, { seeds: [`${SITE}/1`, `${SITE}/2`], perHostConcurrency: 1 });
    assert.deepEqual(pathsOf(await test.lease()), ["/1"]);
    await test.again();
    const rows = await database.query<{ state: string; attempts: number }>("select state, attempts from crawl_url order by id");
    assert.deepEqual(rows, [{ state: "pending", attempts: 0 }, { state: "pending", attempts: 0 }]);
  },
);

withDatabase("in a dry run images are not leased but listed as what would be fetched, and pages are read", async (database) => {
  const test = await openTestFrontier(database, { dryRun: true, maxImages: 2, seeds: [`${SITE}/`, `${SITE}/two`] });
  const tasks = await test.lease();
  const seed = taskAt(tasks, "/");
  await addFound(test.frontier, seed.id, 0, [image("/1.png"), image("/2.png"), image("/3.png")]);
  for (const { id } of tasks) {
    settle(test.frontier, id, { httpStatus: 200 });
    await conclude(test.frontier, { id, outcome: "page" });
  }
  assert.deepEqual(await test.lease(), []);
  assert.deepEqual(await test.outcomes(), {
    "/": "page",
    "/two": "page",
    "/1.png": "rejected dry_run",
    "/2.png": "rejected dry_run",
    "/3.png": "pending",
  });
  await test.assertCounters();
});
