import assert from "node:assert/strict";
import { join } from "node:path";
import { openTestEngine, type TestEngine } from "../support/engine.ts";
import { openGallery } from "../support/gallery.ts";
import { html, type Site } from "../support/site.ts";

const CRAWLERS = {
  waits: `export default {
    name: "waits",
    async discover(page, { found }) {
      found({ url: new URL("/p0.html", page.url).href, kind: "page", reference: "a" });
      await new Promise(() => {});
    },
  };`,
};

async function withGallery(work: (test: TestEngine, site: Site) => Promise<void>): Promise<void> {
  const { site } = await openGallery({ pages: 20, slow: 250, routes: { "/": () => html("<p>wait") } });
  const test = await openTestEngine({ sites: [site.hostPort], crawlers: CRAWLERS, graceSeconds: 1 });
  try {
    await work(test, site);
    assert.deepEqual(await test.breaches(), []);
  } finally {
    await test.close();
    await site.close();
  }
}

async function secondsRun({ engine }: TestEngine, id: number): Promise<number> {
  const [row] = await engine.database.query<{ secondsRun: number }>("select seconds_run from crawl_job where id = $1", [id]);
  return row?.secondsRun ?? NaN;
}

Deno.test("a crawler that waits for ever is ended when the job's time is up, and its page has an outcome", () =>
  withGallery(async (test, site) => {
    const started = performance.now();
    // Long enough for a host that starts slowly, because the crawler must have begun to wait before the time is up.
    const job = await test.crawl(site.url, { crawler: "waits", maxDurationSeconds: 4 });
    const seconds = (performance.now() - started) / 1_000;
    assert.equal(job.status, "completed", job.statusReason ?? "");
    assert.ok(seconds > 4.5 && seconds < 10, `${seconds} s`);
    const [seed] = await test.ledger(job.id);
    assert.deepEqual([seed?.outcome, seed?.reason, seed?.detail], [
      "rejected",
      "max_duration",
      "The job's limit of 4 s was reached",
    ]);
    assert.ok(await secondsRun(test, job.id) < 8);
  }));

Deno.test("the time that a job has run is stored during a pause, and its limit counts all attempts together", () =>
  withGallery(async (test, site) => {
    // A busy machine needs several seconds to start a host and store an image. The whole site takes fifteen seconds.
    const LIMIT = 10;
    const { id } = await test.start(`${site.url}p0.html`, { maxDurationSeconds: LIMIT, maxDepth: 50, perHostConcurrency: 1 });
    await test.until(id, ({ counters }) => counters.imagesStored >= 1);
    await test.engine.manager.pause(id);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const first = await secondsRun(test, id);
    assert.ok(first > 0.3 && first < LIMIT, `${first} s before the pause`);

    const resumed = performance.now();
    await test.engine.manager.resume(id);
    const job = await test.ended(id);
    const seconds = (performance.now() - resumed) / 1_000;
    assert.deepEqual([job.status, job.attempts], ["completed", 2]);
    assert.ok((await test.ledger(id)).some(({ reason }) => reason === "max_duration"));
    assert.ok(seconds < LIMIT - first + 3, `${seconds} s after it`);
    const all = await until(async () => await secondsRun(test, id), (sum) => sum >= LIMIT - 0.1);
    assert.ok(all < LIMIT + 3, `${all} s in all`);
  }));

async function until<T>(read: () => Promise<T>, reached: (value: T) => boolean): Promise<T> {
  for (let turn = 0; turn < 100; turn++) {
    const value = await read();
    if (reached(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return await read();
}

Deno.test("if the data directory cannot be written, the job is paused with that reason, and goes on when it can be written again", () =>
  withGallery(async (test, site) => {
    const temp = join(test.dataDir, "tmp");
    await Deno.remove(temp, { recursive: true });
    await Deno.writeTextFile(temp, "in the way");
    const { id } = await test.start(`${site.url}p0.html`, { maxPages: 1 });
    const paused = await test.until(id, ({ status }) => status !== "queued" && status !== "running");
    assert.equal(paused.status, "paused");
    assert.match(paused.statusReason ?? "", /^The data directory cannot be written: /);
    assert.equal(paused.counters.pagesPending, 1);
    assert.deepEqual(await test.texts(id), [paused.statusReason]);

    await Deno.remove(temp);
    await Deno.mkdir(temp);
    await test.engine.manager.resume(id);
    const job = await test.ended(id);
    assert.deepEqual([job.status, job.counters.imagesStored, job.attempts], ["completed", 3, 2], job.statusReason ?? "");
  }));

Deno.test("closing the engine ends the event streams of jobs that have not ended", () =>
  withGallery(async (test, site) => {
    const { id } = await test.start(`${site.url}p0.html`);
    const { signal } = new AbortController();
    const reading = Array.fromAsync(test.engine.manager.observe(id, { signal }), ({ event }) => event.type);
    await test.until(id, ({ counters }) => counters.imagesStored >= 1);
    await test.reopen();
    assert.equal((await reading)[0], "job");
    await test.engine.manager.cancel(id);
  }));
