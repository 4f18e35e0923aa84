import assert from "node:assert/strict";
import type { Job } from "../../modules/crawl/schemas.ts";
import { openTestEngine, type TestEngine } from "../support/engine.ts";
import { openGallery } from "../support/gallery.ts";
import type { Site } from "../support/site.ts";

const IMAGES = 13;
const met = (count: number) => ({ counters }: Job) => counters.imagesStored + counters.imagesDuplicate >= count;

function engineTest(name: string, body: (test: TestEngine, site: Site) => Promise<void>): void {
  Deno.test(name, async () => {
    const { site } = await openGallery({ pages: 6, slow: 300 });
    const test = await openTestEngine({ sites: [site.hostPort] });
    try {
      await body(test, site);
      assert.deepEqual(await test.breaches(), []);
    } finally {
      await test.close();
      await site.close();
    }
  });
}

const conflict = (message: RegExp) => ({ code: "conflict", message });

engineTest("a job is paused, resumed, cancelled and run again, each only if its status allows it", async (test, site) => {
  const { manager } = test.engine;
  const { id } = await test.start(`${site.url}p0.html`);
  await test.until(id, met(2));
  await assert.rejects(manager.resume(id), conflict(/Job \d+ is running\. That can be done only while it is paused/));
  await assert.rejects(manager.retry(id), conflict(/only a finished job can be run again/));
  await assert.rejects(manager.remove(id), conflict(/cancel it before it is deleted/));

  assert.equal((await manager.pause(id)).status, "paused");
  await assert.rejects(manager.pause(id), conflict(/is paused/));
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  const asked = site.requests.length;
  const { counters } = await manager.get(id);
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.equal(site.requests.length, asked, "a paused job asks for nothing");
  assert.deepEqual((await manager.get(id)).counters, counters);

  assert.equal((await manager.resume(id)).status, "queued");
  const done = await test.ended(id);
  assert.deepEqual([done.status, done.counters.imagesStored, done.counters.pagesDone], ["completed", IMAGES, 6]);
  await assert.rejects(manager.cancel(id), conflict(/is completed/));
  await assert.rejects(manager.pause(id), conflict(/is completed/));
  await assert.rejects(manager.resume(id), conflict(/is completed/));

  const again = await manager.retry(id);
  assert.deepEqual([again.parentId, again.seeds, again.options], [id, done.seeds, done.options]);
  await test.until(again.id, met(2));
  assert.equal((await manager.cancel(again.id)).status, "cancelled");
  const { counters: left } = await manager.get(again.id);
  assert.equal(left.imagesPending + left.pagesPending, 0);
  const reasons = (await test.ledger(again.id)).map(({ reason, detail }) => reason === "cancelled" && detail);
  assert.ok(reasons.includes("The job was cancelled"));
  assert.equal((await manager.retry(again.id)).parentId, again.id);

  await manager.remove(id);
  await assert.rejects(manager.get(id), { code: "not_found", message: `Job ${id} does not exist` });
  for (const action of ["pause", "resume", "cancel", "retry", "remove"] as const) {
    await assert.rejects(manager[action](id), { code: "not_found" }, action);
  }
  assert.equal((await manager.list({ limit: 10 })).items.length, 2);
});

engineTest("if an engine is closed during a job, the next engine completes the job", async (test, site) => {
  const { id } = await test.start(`${site.url}p0.html`);
  for (const turn of [1, 2]) {
    await test.until(id, (job) => job.attempts === turn && met(2 * turn)(job));
    await test.reopen();
  }
  const job = await test.ended(id);
  assert.deepEqual([job.status, job.counters.imagesStored, job.counters.pagesDone], ["completed", IMAGES, 6]);
  assert.equal(job.attempts, 3);
});

engineTest(
  "jobs beyond the limit of running jobs wait, and a paused or waiting job can be cancelled",
  async (test, site) => {
    const jobs = await Promise.all(
      ["p0", "p1", "p2", "p3"].map((page) => test.start(`${site.url}${page}.html`, { maxPages: 1 })),
    );
    const ids = jobs.map(({ id }) => id);
    await test.until(ids[0] ?? 0, ({ status }) => status !== "queued");
    const queued = (await test.engine.manager.list({ limit: 10, status: "queued" })).items.map(({ id }) => id);
    assert.ok(queued.length >= 2, "two may run at once");
    const [first, second] = queued;
    assert.ok(first && second);
    await test.engine.manager.cancel(first);
    await test.engine.manager.pause(second);
    await test.engine.manager.cancel(second);
    const statuses = await Promise.all(ids.map(async (id) => (await test.ended(id)).status));
    assert.deepEqual(statuses.sort(), ["cancelled", "cancelled", "completed", "completed"]);
  },
);

engineTest("limits of pages, images and time end a job, and the ledger says which limit it was", async (test, site) => {
  const pages = await test.crawl(`${site.url}p0.html`, { maxPages: 2, maxImages: 3 });
  assert.deepEqual([pages.status, pages.counters.pagesDone, pages.counters.imagesStored], ["completed", 2, 3]);
  const reasons = (await test.ledger(pages.id)).map(({ kind, reason, detail }) => `${kind} ${reason}: ${detail}`);
  assert.ok(reasons.includes("page max_pages: The job's limit of 2 pages was reached"));
  assert.ok(reasons.includes("image max_images: The job's limit of 3 images was reached"));

  const short = await test.crawl(`${site.url}p0.html`, { maxDurationSeconds: 2 });
  assert.equal(short.status, "completed");
  assert.ok(short.counters.pagesRejected + short.counters.imagesRejected > 0);
  assert.ok((await test.ledger(short.id)).some(({ detail }) => detail === "The job's limit of 2 s was reached"));

  const large = await test.crawl(`${site.url}p0.html`, { minWidth: 49, maxPages: 1 });
  const rejected = (await test.ledger(large.id)).filter(({ reason }) => reason === "too_small");
  assert.equal(rejected.length, 3);
  assert.equal(rejected[0]?.detail, "48x36, at least 49x0 is asked for");
});
