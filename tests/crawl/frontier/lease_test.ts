import assert from "node:assert/strict";
import { type Frontier, Superseded } from "../../../modules/crawl/frontier/frontier.ts";
import { isDrained, lease } from "../../../modules/crawl/frontier/lease.ts";
import type { CrawlTask, FoundLink } from "../../../modules/crawl/messages.ts";
import { createHostClocks } from "../../../modules/crawl/politeness/host_clocks.ts";
import { withDatabase } from "../../support/database.ts";
import {
  addFound,
  conclude,
  concludeFailed,
  concludeRedirect,
  image,
  openTestFrontier,
  page,
  pathsOf,
  settle,
  SITE,
  taskAt,
} from "../../support/frontier.ts";

/** Does what an attempt does with a page: writes its links, and concludes it. */
async function read(frontier: Frontier, { id, depth }: CrawlTask, links: FoundLink[] = []): Promise<void> {
  await addFound(frontier, id, depth, links);
  settle(frontier, id, { httpStatus: 200 });
  frontier.taken.page += 1;
  await conclude(frontier, { id, outcome: "page", facts: { httpStatus: 200 } });
}

async function answerRobots(frontier: Frontier, { id }: CrawlTask, status: number, body: string | null): Promise<void> {
  const leased = settle(frontier, id, { httpStatus: status });
  assert.ok(leased);
  await frontier.clocks.setRobots(leased.clock, { status, body });
  frontier.robotsAsked.delete(leased.origin);
  await conclude(frontier, { id, outcome: "page", facts: { httpStatus: status } });
}

withDatabase("seeds are leased first, then the URLs nearest to them, each once", async (database) => {
  const test = await openTestFrontier(database, { seeds: [`${SITE}/`, `${SITE}/`, `${SITE}/two`], perHostConcurrency: 8 });
  const seeds = await test.lease();
  assert.deepEqual(pathsOf(seeds).sort(), ["/", "/two"]);
  assert.deepEqual(await test.lease(), []);
  const [first, second] = [taskAt(seeds, "/"), taskAt(seeds, "/two")];
  await read(test.frontier, first, [page("/far"), image("/a.png")]);
  await read(test.frontier, second, [image("/b.png"), page("/far"), page("/")]);
  assert.deepEqual(pathsOf(await test.lease(1)), ["/a.png"]);
  assert.deepEqual(pathsOf(await test.lease(1)), ["/far"]);
  assert.deepEqual(pathsOf(await test.lease(1)), ["/b.png"]);
  await test.assertCounters();
});

withDatabase(
  "a URL is leased with the document that refers to it: not with a script or a redirect, but with what refers to that",
  async (database) => {
    const test = await openTestFrontier(database, { perHostConcurrency: 8 });
    const seen: CrawlTask[] = [];
    const next = async (path: string) => {
      seen.push(...await test.lease());
      return taskAt(seen, path);
    };
    const redirect = async ({ id }: CrawlTask, path: string) =>
      await concludeRedirect(test.frontier, { id, target: `${SITE}${path}`, facts: { httpStatus: 302 } });
    await read(test.frontier, await next("/"), [
      { ...page("/old.js"), kind: "script" },
      { ...page("/app.css"), kind: "style" },
    ]);
    await redirect(await next("/old.js"), "/app.js");
    await read(test.frontier, await next("/app.css"), [image("/sheet.png")]);
    await read(test.frontier, await next("/app.js"), [image("/moved.png")]);
    await redirect(await next("/moved.png"), "/there.png");
    await next("/there.png");
    assert.deepEqual(Object.fromEntries(seen.map(({ url, referrer }) => [url.slice(SITE.length), referrer])), {
      "/": null,
      "/old.js": `${SITE}/`,
      "/app.css": `${SITE}/`,
      "/app.js": `${SITE}/`,
      "/sheet.png": `${SITE}/app.css`,
      "/moved.png": `${SITE}/`,
      "/there.png": `${SITE}/`,
    });
  },
);

withDatabase(
  "pages and images of a host are leased in turns, so that neither waits for the end of the other",
  async (database) => {
    const test = await openTestFrontier(database, { perHostConcurrency: 64 });
    const seed = taskAt(await test.lease(), "/");
    const numbers = [1, 2, 3, 4, 5];
    await read(test.frontier, seed, numbers.flatMap((number) => [page(`/${number}`), image(`/${number}.png`)]));
    const kinds: (string | undefined)[] = [];
    for (let turn = 0; turn < 10; turn++) kinds.push((await test.lease(1))[0]?.kind);
    assert.deepEqual(kinds, numbers.flatMap(() => ["image", "page"]));
    assert.deepEqual(await test.lease(1), []);
  },
);

withDatabase(
  "a host gets no more requests at a time than the job allows, and another host does not wait for it",
  async (database) => {
    const seeds = [...Array.from({ length: 6 }, (_, index) => `${SITE}/${index}`), "http://other.test/a", "http://other.test/b"];
    const test = await openTestFrontier(database, { seeds, perHostConcurrency: 2 });
    const first = await test.lease();
    assert.equal(first.length, 4);
    for (const origin of [SITE, "http://other.test"]) assert.equal(first.filter(({ url }) => url.startsWith(origin)).length, 2);
    assert.deepEqual(await test.lease(), []);
    const [done] = first.filter(({ url }) => url.startsWith(SITE));
    assert.ok(done);
    await read(test.frontier, done);
    assert.equal((await test.lease()).length, 1);
  },
);

withDatabase("the capacity bounds a lease, and the hosts take turns", async (database) => {
  const seeds = ["http://a.test/1", "http://a.test/2", "http://b.test/1", "http://b.test/2"];
  const test = await openTestFrontier(database, { seeds, perHostConcurrency: 1 });
  const one = await test.lease(1);
  const two = await test.lease(1);
  assert.deepEqual([one.length, two.length], [1, 1]);
  assert.notEqual(new URL(one[0]?.url ?? "").origin, new URL(two[0]?.url ?? "").origin);
});

withDatabase("two jobs on the same host are together as polite as one job", async (database) => {
  const clocks = createHostClocks({ database, userAgent: "ImageTagger/0.1" });
  const seeds = [1, 2, 3].map((index) => `${SITE}/${index}`);
  const one = await openTestFrontier(database, { seeds, clocks, perHostConcurrency: 2 });
  const two = await openTestFrontier(database, { seeds, clocks, perHostConcurrency: 2 });
  assert.equal((await one.lease()).length, 2);
  assert.equal((await two.lease()).length, 0);
});

withDatabase("the delay between requests is observed, and the lease says how long to wait", async (database) => {
  const test = await openTestFrontier(database, { seeds: [`${SITE}/1`, `${SITE}/2`], delayMilliseconds: 120 });
  assert.equal((await test.lease()).length, 1);
  const { tasks, waitMilliseconds } = await lease(test.frontier, 16);
  assert.equal(tasks.length, 0);
  assert.ok(waitMilliseconds > 0 && waitMilliseconds <= 120, String(waitMilliseconds));
  await new Promise((resolve) => setTimeout(resolve, waitMilliseconds + 5));
  assert.equal((await test.lease()).length, 1);
});

withDatabase("robots.txt is fetched first, once, and obeyed", async (database) => {
  const seeds = ["/", "/private/a", "/public"].map((path) => SITE + path);
  const test = await openTestFrontier(database, { seeds, respectRobots: true, perHostConcurrency: 8 });
  const [robots, ...more] = await test.lease();
  assert.ok(robots);
  assert.deepEqual([robots.kind, robots.url, more.length], ["robots", `${SITE}/robots.txt`, 0]);
  assert.deepEqual(await test.lease(), []);
  await answerRobots(test.frontier, robots, 200, "User-agent: *\nDisallow: /private/");
  assert.deepEqual(pathsOf(await test.lease()).sort(), ["/", "/public"]);
  assert.equal((await test.outcomes())["/private/a"], "rejected robots");
  assert.deepEqual((await test.job()).pagesRejected, 1);
  await test.assertCounters();
});

withDatabase("a robots.txt that answers a server error forbids everything, and the ledger says so", async (database) => {
  const test = await openTestFrontier(database, { respectRobots: true });
  const [robots] = await test.lease();
  assert.ok(robots);
  await answerRobots(test.frontier, robots, 503, null);
  await test.skipWaits();
  assert.deepEqual(await test.lease(), []);
  const seed = (await test.ledger()).find(({ kind }) => kind === "page");
  assert.equal(seed?.reason, "robots_unavailable");
  assert.match(seed?.detail ?? "", /answered 503/);
  await test.assertCounters();
});

withDatabase("a job that does not respect robots.txt does not fetch it", async (database) => {
  const test = await openTestFrontier(database, { respectRobots: false });
  assert.deepEqual(pathsOf(await test.lease()), ["/"]);
});

withDatabase("a job whose seed is a robots.txt ends", async (database) => {
  const test = await openTestFrontier(database, { seeds: [`${SITE}/robots.txt`], respectRobots: true });
  const [robots] = await test.lease();
  assert.ok(robots);
  await answerRobots(test.frontier, robots, 200, "");
  await test.skipWaits();
  assert.deepEqual(await test.lease(), []);
  assert.equal(test.frontier.queues.size, 0);
  await test.assertCounters();
});

withDatabase("no more pages and images are leased than the job may have", async (database) => {
  const seeds = [`${SITE}/`, ...Array.from({ length: 5 }, (_, index) => `${SITE}/${index}`)];
  const test = await openTestFrontier(database, { seeds, maxPages: 3, maxImages: 2, perHostConcurrency: 16 });
  const pages = await test.lease();
  assert.equal(pages.length, 3);
  for (const task of pages) await read(test.frontier, task, [image("/a.png"), image("/b.png"), image("/c.png")]);
  const images = await test.lease();
  assert.equal(images.length, 2);
  assert.ok(images.every(({ kind }) => kind === "image"));
  assert.deepEqual(await test.lease(), []);

  // The next attempt counts again how much of the limits is used up.
  const frontier = await test.again();
  assert.deepEqual(frontier.taken, { page: 3, image: 0, document: 0, bytes: 0 });
  const { tasks } = await lease(frontier, 16);
  assert.deepEqual(tasks.map(({ kind }) => kind), ["image", "image"]);
});

withDatabase("a retry of a class whose limit is used up does not keep the job open until its time", async (database) => {
  const test = await openTestFrontier(database, { maxImages: 1, perHostConcurrency: 8 });
  const seed = taskAt(await test.lease(), "/");
  await read(test.frontier, seed, [image("/a.png"), image("/b.png")]);
  const [first] = await test.lease();
  assert.ok(first);
  const facts = { httpStatus: 503, retryAfterMilliseconds: 3_600_000 };
  await concludeFailed(test.frontier, {
    id: first.id,
    reason: "http_503",
    detail: { code: "http_status", status: 503 },
    retry: true,
    facts,
  });
  assert.equal(await isDrained(test.frontier), false, "its limit allows the retry and the other image");
  test.frontier.taken.image = 1;
  assert.equal(await isDrained(test.frontier), true, "although pages may still be fetched");
});

withDatabase("another attempt leases the URLs of the first one, which writes nothing more", async (database) => {
  const clocks = () => createHostClocks({ database, userAgent: "ImageTagger/0.1" });
  const test = await openTestFrontier(database, { seeds: [`${SITE}/1`, `${SITE}/2`, `${SITE}/3`], clocks: clocks() });
  const [task] = await test.lease(1);
  assert.ok(task);
  const next = { ...await test.again(), clocks: clocks() };
  await assert.rejects(conclude(test.frontier, { id: task.id, outcome: "page" }), Superseded);
  assert.deepEqual((await lease(next, 16)).tasks.map(({ url }) => url).sort(), [`${SITE}/1`, `${SITE}/2`]);
});

withDatabase(
  "URLs that were never asked for go before those that failed, which wait without keeping their host",
  async (database) => {
    const seeds = Array.from({ length: 6 }, (_, index) => `${SITE}/${index}`);
    const test = await openTestFrontier(database, { seeds, perHostConcurrency: 1 });
    const order: [string, number | undefined][] = [];
    for (let turn = 0; turn < 8; turn++) {
      const [task = assert.fail(), ...more] = await test.lease();
      assert.deepEqual(more, []);
      order.push([task.url.replace(SITE, ""), task.attempt]);
      const failure = { reason: "http_500", detail: { code: "http_status", status: 500 }, retry: true } as const;
      if (["/1", "/3"].includes(order.at(-1)?.[0] ?? "")) {
        await concludeFailed(test.frontier, {
          ...failure,
          id: task.id,
          facts: { httpStatus: 500 },
        });
      } else await read(test.frontier, task);
      await database.query("update crawl_url set not_before = now() where job_id = $1", [test.jobId]);
      for (const queue of test.frontier.queues.values()) if (queue.retryAt < Infinity) queue.retryAt = -Infinity;
    }
    assert.deepEqual(order, [["/0", 1], ["/1", 1], ["/2", 1], ["/3", 1], ["/4", 1], ["/5", 1], ["/1", 2], ["/3", 2]]);
    assert.equal((await test.frontier.clocks.of(SITE)).penalty, 0);
    await test.assertCounters();
  },
);
