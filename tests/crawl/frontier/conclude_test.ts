import assert from "node:assert/strict";
import { recoverLeased } from "../../../modules/crawl/frontier/recover.ts";
import { Superseded } from "../../../modules/crawl/frontier/frontier.ts";
import { concludeUrls } from "../../../modules/crawl/frontier/frontier_repository.ts";
import { listScopeSeeds, listSources as listUrlSources } from "../../../modules/crawl/frontier/link_repository.ts";
import type { CrawlTask } from "../../../modules/crawl/messages.ts";
import type { Database } from "../../../modules/shared/database/handle.ts";
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
  type TestFrontier,
} from "../../support/frontier.ts";
import { insertImages } from "../../support/images.ts";
import { listSources } from "../../support/sources.ts";

const LOST = {
  reason: "connection_lost",
  detail: { code: "connection_lost" },
  retry: true,
} as const;
const MISSING = { reason: "http_404", detail: { code: "http_status", status: 404 }, retry: false } as const;

async function redirect(test: TestFrontier, { id }: CrawlTask, target: string): Promise<void> {
  await concludeRedirect(test.frontier, { id, target: new URL(target, SITE).href, facts: { httpStatus: 302 } });
}

async function waitOf(database: Database, id: number): Promise<number> {
  const [row] = await database.query<{ seconds: number }>(
    "select extract(epoch from not_before - now())::float8 as seconds from crawl_url where id = $1",
    [id],
  );
  return row?.seconds ?? NaN;
}

withDatabase("a request that failed is tried three times with growing waits, and then the URL fails", async (database) => {
  const test = await openTestFrontier(database, {});
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 3; attempt++) {
    const task = taskAt(await test.lease(), "/");
    const failedAt = performance.now();
    await concludeFailed(test.frontier, { ...LOST, id: task.id, facts: {} });
    const left = await waitOf(database, task.id);
    // What passed meanwhile is part of the wait.
    waits.push(left + (performance.now() - failedAt) / 1_000);
    await test.assertCounters();
    if (attempt < 3) assert.deepEqual(await test.lease(), [], "it is not asked again before its time");
    await test.skipWaits();
  }
  assert.ok((waits[0] ?? 0) >= 0.5 && (waits[1] ?? 0) >= 1, String(waits));
  assert.deepEqual(await test.outcomes(), { "/": "failed connection_lost" });
  assert.deepEqual(await test.lease(), []);
  assert.equal((await test.job()).pagesFailed, 1);
});

withDatabase("a URL fails at once, with status and detail, if another try would not help", async (database) => {
  const test = await openTestFrontier(database, {});
  const task = taskAt(await test.lease(), "/");
  await concludeFailed(test.frontier, { ...MISSING, id: task.id, facts: { httpStatus: 404, mediaType: "text/html", bytes: 12 } });
  const [row] = await test.ledger();
  assert.deepEqual([row?.outcome, row?.reason, row?.detail, row?.httpStatus, row?.mediaType], [
    "failed",
    "http_404",
    "The server answered 404",
    404,
    "text/html",
  ]);
  await test.assertCounters();
});

withDatabase("a URL waits at least as long as the server's Retry-After says", async (database) => {
  const test = await openTestFrontier(database, {});
  const task = taskAt(await test.lease(), "/");
  const facts = { httpStatus: 503, retryAfterMilliseconds: 90_000 };
  await concludeFailed(test.frontier, { ...LOST, reason: "http_503", id: task.id, facts });
  const wait = await waitOf(database, task.id);
  assert.ok(wait > 80 && wait <= 90, String(wait));
});

withDatabase("not every URL of an unreachable host is tried", async (database) => {
  const seeds = Array.from({ length: 30 }, (_, index) => `${SITE}/${index}`);
  const test = await openTestFrontier(database, { seeds: [...seeds, "http://alive.test/"], perHostConcurrency: 4 });
  let asked = 0;
  for (let round = 0; round < 20; round++) {
    const tasks = (await test.lease()).filter(({ url }) => url.startsWith(SITE));
    for (const { id } of tasks) await concludeFailed(test.frontier, { ...LOST, id, facts: {} });
    asked += tasks.length;
    await test.skipWaits();
  }
  assert.ok(asked >= 10 && asked <= 16, `${asked} requests`);
  const outcomes = await test.outcomes();
  assert.equal(Object.values(outcomes).filter((outcome) => outcome === "failed connection_lost").length, 30);
  assert.equal(outcomes["http://alive.test/"], "leased");
  assert.equal(test.frontier.queues.size, 0);
  await test.assertCounters();
});

withDatabase("requests that are refused at the same time count as one try of each URL, and none fails", async (database) => {
  const seeds = Array.from({ length: 20 }, (_, index) => `${SITE}/${index}`);
  const test = await openTestFrontier(database, { seeds, perHostConcurrency: 16 });
  for (let round = 1; round <= 2; round++) {
    const tasks = await test.lease();
    assert.equal(tasks.length, 16);
    for (const { id } of tasks) await concludeFailed(test.frontier, { ...LOST, id, facts: {} });
    const states = new Set(Object.values(await test.outcomes()));
    assert.deepEqual(states.difference(new Set(["pending", "leased"])), new Set(), `round ${round}`);
    await test.skipWaits();
  }
  await test.assertCounters();
});

withDatabase("URLs that are with the worker when their host is given up conclude by themselves", async (database) => {
  const seeds = Array.from({ length: 20 }, (_, index) => `${SITE}/${index}`);
  const test = await openTestFrontier(database, { seeds, perHostConcurrency: 16 });
  for (let round = 1; round <= 2; round++) {
    for (const { id } of await test.lease()) await concludeFailed(test.frontier, { ...LOST, id, facts: {} });
    await test.skipWaits();
  }
  const tasks = await test.lease();
  await concludeFailed(test.frontier, { ...LOST, id: taskAt(tasks, "/0").id, facts: {} });
  const given = await test.outcomes();
  assert.deepEqual([given["/0"], given["/1"], given["/19"]], ["failed connection_lost", "leased", "failed connection_lost"]);
  assert.equal(Object.values(given).filter((outcome) => outcome === "leased").length, 15);

  const answered = taskAt(tasks, "/1");
  settle(test.frontier, answered.id, { httpStatus: 200 });
  await conclude(test.frontier, { id: answered.id, outcome: "page", facts: { httpStatus: 200 } });
  await concludeFailed(test.frontier, { ...LOST, id: taskAt(tasks, "/2").id, facts: {} });
  const outcomes = await test.outcomes();
  assert.deepEqual([outcomes["/1"], outcomes["/2"], outcomes["/3"]], ["page", "failed connection_lost", "leased"]);
  await test.assertCounters();
});

withDatabase("a page that failed counts against the job's pages at once", async (database) => {
  const seeds = Array.from({ length: 5 }, (_, index) => `${SITE}/${index}`);
  const test = await openTestFrontier(database, { seeds, maxPages: 2, perHostConcurrency: 1 });
  for (const path of ["/0", "/1"]) {
    const task = taskAt(await test.lease(), path);
    await concludeFailed(test.frontier, { ...MISSING, id: task.id, facts: { httpStatus: 404 } });
  }
  assert.deepEqual(await test.lease(), []);
  assert.equal((await test.again()).taken.page, 2);
});

withDatabase("all URLs of a host whose robots.txt cannot be fetched fail with the reason", async (database) => {
  const test = await openTestFrontier(database, { seeds: [`${SITE}/a`, `${SITE}/b`], respectRobots: true });
  for (let attempt = 1; attempt <= 3; attempt++) {
    const robots = taskAt(await test.lease(), "/robots.txt");
    await concludeFailed(test.frontier, { ...LOST, id: robots.id, facts: {} });
    await test.skipWaits();
  }
  assert.deepEqual(await test.outcomes(), {
    "/a": "failed connection_lost",
    "/b": "failed connection_lost",
    "/robots.txt": "failed connection_lost",
  });
  assert.deepEqual(await test.lease(), []);
  await test.assertCounters();
});

withDatabase("a page's redirect out of scope is not followed, and a seed's redirect extends the scope", async (database) => {
  const test = await openTestFrontier(database, {});
  await redirect(test, taskAt(await test.lease(), "/"), "https://new.site.test/");
  const [home] = await test.lease();
  assert.equal(home?.url, "https://new.site.test/");
  await addFound(test.frontier, home.id, 0, [page("https://new.site.test/in"), page("http://other.test/")]);
  const [inside] = await test.lease();
  assert.equal(inside?.url, "https://new.site.test/in");
  await redirect(test, inside, "http://elsewhere.test/");
  assert.deepEqual(await test.lease(), []);
  const outcomes = await test.outcomes();
  assert.equal(outcomes["https://new.site.test/in"], "rejected redirect_out_of_scope");
  assert.equal(outcomes["http://other.test/"], "rejected scope");
  assert.equal(outcomes["http://elsewhere.test/"], undefined);
  // Another attempt of the job has the extended scope too.
  assert.deepEqual(await listScopeSeeds(database, test.jobId), [`${SITE}/`, "https://new.site.test/"]);
  assert.equal((await test.again()).admission.refusePage("https://new.site.test/more"), null);
  await test.assertCounters();
});

withDatabase(
  "a redirect of an image on a seed's page does not extend the scope, neither now nor for another attempt",
  async (database) => {
    for (const scope of ["page", "host"] as const) {
      const test = await openTestFrontier(database, { scope });
      const seed = taskAt(await test.lease(), "/");
      await addFound(test.frontier, seed.id, 0, [image("/i.png")]);
      const target = "http://cdn.test/pictures/i";
      await redirect(test, taskAt(await test.lease(), "/i.png"), target);
      await addFound(test.frontier, seed.id, 0, [page("http://cdn.test/"), page(target)]);
      const outcomes = await test.outcomes();
      assert.deepEqual([outcomes["/i.png"], outcomes["http://cdn.test/"]], ["rejected redirected", "rejected scope"]);
      assert.equal(test.frontier.admission.refusePage("http://cdn.test/")?.reason, "scope");
      assert.equal((await test.again()).admission.refusePage("http://cdn.test/")?.reason, "scope");
      await test.assertCounters();
    }
  },
);

withDatabase(
  "an image's redirect is followed within the image scope, and its target takes over the references",
  async (database) => {
    const test = await openTestFrontier(database, { imageScope: "host" });
    const seed = taskAt(await test.lease(), "/");
    await addFound(test.frontier, seed.id, 0, [image("/i?1", { alt: "A" }), image("/i?2")]);
    const tasks = await test.lease();
    assert.deepEqual(pathsOf(tasks).sort(), ["/i?1"]);
    await addFound(test.frontier, seed.id, 0, [page("/i.png")]);
    await redirect(test, taskAt(tasks, "/i?1"), "/i.png");
    settle(test.frontier, seed.id, {});
    const both = await test.lease();
    const [second, target] = [taskAt(both, "/i?2"), taskAt(both, "/i.png")];
    assert.equal(target.kind, "image");
    const [source] = await listUrlSources(database, [target.id]);
    assert.deepEqual([source?.pageUrl, source?.alt, source?.kind], [`${SITE}/`, "A", "img"]);
    await redirect(test, second, "http://cdn.test/i.png");
    assert.equal((await test.outcomes())["/i?2"], "rejected redirect_out_of_scope");
    await test.assertCounters();
  },
);

withDatabase("a redirect to an image that is already stored adds its sources", async (database) => {
  const test = await openTestFrontier(database, { perHostConcurrency: 8 });
  const seed = taskAt(await test.lease(), "/");
  await addFound(test.frontier, seed.id, 0, [image("/i.png", { alt: "Direct" }), image("/go", { alt: "Redirected" }, "srcset")]);
  const tasks = await test.lease();
  const [imageId] = await insertImages(database, 1);
  assert.ok(imageId);
  await database.transaction((tx) => concludeUrls(tx, [{ id: taskAt(tasks, "/i.png").id, outcome: "stored", imageId }]));
  await redirect(test, taskAt(tasks, "/go"), "/i.png");
  assert.deepEqual((await listSources(database, imageId)).map(({ alt, kind }) => [alt, kind]), [
    ["Direct", "img"],
    ["Redirected", "srcset"],
  ]);
});

withDatabase(
  "after a worker's death only the URL that it was working on is tried again alone, and fails if a worker dies again",
  async (database) => {
    const seeds = ["/a", "/b", "/bad", "/c"].map((path) => SITE + path);
    const test = await openTestFrontier(database, { seeds, perHostConcurrency: 8 });
    const bad = taskAt(await test.lease(), "/bad").id;
    assert.deepEqual(await recoverLeased(test.frontier, new Set([bad])), []);
    assert.deepEqual(Object.values(await test.outcomes()), ["pending", "pending", "pending", "pending"]);

    const others = await test.lease();
    assert.deepEqual(pathsOf(others).sort(), ["/a", "/b", "/c"]);
    for (const { id } of others) {
      assert.deepEqual(await test.lease(), [], "a suspect is not visited beside others");
      settle(test.frontier, id, {});
      await conclude(test.frontier, { id, outcome: "page" });
    }
    await test.skipWaits();
    assert.deepEqual(pathsOf(await test.lease()), ["/bad"]);
    assert.deepEqual(await recoverLeased(test.frontier, new Set([bad])), [`${SITE}/bad`]);
    assert.equal((await test.outcomes())["/bad"], "failed worker_died");
    assert.equal(test.frontier.queues.size, 0);
    await test.assertCounters();
  },
);

withDatabase("a worker's death does not count as a try of a URL, and its host is free again", async (database) => {
  const test = await openTestFrontier(database, { perHostConcurrency: 1 });
  const task = taskAt(await test.lease(), "/");
  await recoverLeased(test.frontier, new Set());
  assert.equal(test.frontier.leased.size, 0);
  await test.skipWaits();
  const [row] = await database.query<{ attempts: number }>("select attempts from crawl_url where id = $1", [task.id]);
  assert.equal(row?.attempts, 0);
});

withDatabase(
  "a URL that was under way at two deaths is tried again alone, whatever the workers named, and fails at the third",
  async (database) => {
    const seeds = ["/a", "/b", "/bad"].map((path) => SITE + path);
    for (const named of ["/a", null]) {
      const test = await openTestFrontier(database, { seeds, perHostConcurrency: 8 });
      const tasks = await test.lease();
      const bad = taskAt(tasks, "/bad").id;
      await recoverLeased(test.frontier, new Set(named === null ? [] : [taskAt(tasks, named).id]));
      await test.skipWaits();
      assert.deepEqual(pathsOf(await test.lease()).sort(), named === null ? ["/a", "/b", "/bad"] : ["/b", "/bad"]);
      await recoverLeased(test.frontier, new Set());
      for (const alone of seeds) {
        await test.skipWaits();
        const [task, ...more] = await test.lease();
        assert.ok(task && more.length === 0, alone);
        assert.equal(task.url, alone);
        if (task.id === bad) assert.deepEqual(await recoverLeased(test.frontier, new Set()), [alone]);
        else {
          settle(test.frontier, task.id, {});
          await conclude(test.frontier, { id: task.id, outcome: "page" });
        }
      }
      assert.deepEqual(await test.outcomes(), { "/a": "page", "/b": "page", "/bad": "failed worker_died" });
    }
  },
);

withDatabase("a superseded attempt writes nothing", async (database) => {
  const seeds = [`${SITE}/`, `${SITE}/1`, `${SITE}/2`];
  const test = await openTestFrontier(database, { seeds, perHostConcurrency: 2 });
  const [one, two] = await test.lease();
  assert.ok(one && two);
  await test.again();
  const before = await test.ledger();
  await assert.rejects(addFound(test.frontier, one.id, 0, [page("/a")]), Superseded);
  await assert.rejects(conclude(test.frontier, { id: one.id, outcome: "page", facts: { httpStatus: 200 } }), Superseded);
  await assert.rejects(recoverLeased(test.frontier, new Set([one.id])), Superseded);
  await assert.rejects(concludeFailed(test.frontier, { ...LOST, id: one.id, facts: {} }), Superseded);
  await assert.rejects(redirect(test, two, "/b"), Superseded);
  assert.deepEqual(await test.ledger(), before);
  await test.assertCounters();
});

withDatabase("a URL that is done does not change when another report comes late", async (database) => {
  const test = await openTestFrontier(database, {});
  const task = taskAt(await test.lease(), "/");
  await conclude(test.frontier, { id: task.id, outcome: "page", facts: { httpStatus: 200 } });
  await conclude(test.frontier, {
    id: task.id,
    outcome: "failed",
    reason: "late",
    detail: { code: "crawler_says", text: "late" },
  });
  assert.deepEqual(await test.outcomes(), { "/": "page" });
  assert.equal(settle(test.frontier, 999_999, {}), null);
  await test.assertCounters();
});
