import assert from "node:assert/strict";
import { settle } from "../../../modules/crawl/frontier/frontier.ts";
import { leaveRefusing } from "../../../modules/crawl/frontier/leave.ts";
import { lease } from "../../../modules/crawl/frontier/lease.ts";
import { abandonLeased, recoverLeased } from "../../../modules/crawl/frontier/recover.ts";
import { REFUSALS } from "../../../modules/crawl/frontier/standing.ts";
import type { CrawlTask } from "../../../modules/crawl/messages.ts";
import type { Database } from "../../../modules/shared/database/handle.ts";
import { withDatabase } from "../../support/database.ts";
import {
  addFound,
  conclude,
  concludeFailed,
  image,
  openTestFrontier,
  SITE,
  taskAt,
  type TestFrontier,
} from "../../support/frontier.ts";

const BROKEN = {
  reason: "http_500",
  detail: { code: "http_status", status: 500 },
  retry: true,
  facts: { httpStatus: 500 },
} as const;

/** Opens a frontier whose start address was read and names images. Another host has one URL that waits. */
async function openSite(database: Database, images: number): Promise<{ test: TestFrontier; seed: CrawlTask }> {
  const test = await openTestFrontier(database, { seeds: [`${SITE}/`, "http://other.test/"], perHostConcurrency: 1 });
  const seed = taskAt(await test.lease(), "/");
  const links = Array.from({ length: images }, (_, index) => image(`/${String(index).padStart(2, "0")}.png`));
  await addFound(test.frontier, seed.id, 0, links);
  return { test, seed };
}

async function read({ frontier }: TestFrontier, { id }: CrawlTask): Promise<void> {
  settle(frontier, id, { facts: { httpStatus: 200 }, reached: true, isGiven: true });
  await conclude(frontier, { id, outcome: "page", facts: { httpStatus: 200 } });
}

async function refuse({ frontier }: TestFrontier, { id }: CrawlTask): Promise<void> {
  const facts = { httpStatus: 403 };
  settle(frontier, id, { facts, reached: true, isRefusal: true });
  await conclude(frontier, { id, outcome: "failed", reason: "http_403", detail: { code: "http_status", status: 403 }, facts });
}

/** Leases the next task of the site. The task of the other host stays leased. */
async function next(test: TestFrontier): Promise<CrawlTask | undefined> {
  return (await test.lease()).find(({ url }) => url.startsWith(SITE));
}

async function refuseMany(test: TestFrontier, count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    const task = await next(test);
    assert.ok(task && !task.isProbe, `refusal ${turn + 1}`);
    await refuse(test, task);
  }
}

withDatabase(
  "after 30 refused URLs in a row a host is asked again for a page that it gave, and goes on if it gives it",
  async (database) => {
    const { test, seed } = await openSite(database, 70);
    await read(test, seed);
    await refuseMany(test, REFUSALS);
    const before = await test.ledger();
    const probe = await next(test) ?? assert.fail();
    assert.deepEqual([probe.id, probe.url, probe.isProbe], [seed.id, `${SITE}/`, true]);
    assert.equal(await next(test), undefined, "nothing else is asked for meanwhile");
    settle(test.frontier, probe.id, { facts: { httpStatus: 200 }, reached: true });
    assert.deepEqual(await test.ledger(), before);
    await refuseMany(test, REFUSALS);
    assert.equal((await next(test))?.isProbe, true, "the count begins anew");
    await test.assertCounters();
  },
);

withDatabase(
  "a host that also refuses what it gave before is left, now and by later attempts; others go on",
  async (database) => {
    const { test, seed } = await openSite(database, 40);
    await read(test, seed);
    await refuseMany(test, REFUSALS);
    const probe = await next(test) ?? assert.fail();
    const leased = settle(test.frontier, probe.id, { facts: { httpStatus: 403 }, reached: true, isRefusal: true }) ??
      assert.fail();
    await leaveRefusing(test.frontier, leased);
    await addFound(test.frontier, seed.id, 0, [image("/late.png")]);
    assert.equal(await next(test), undefined);
    const outcomes = await test.outcomes();
    assert.deepEqual([outcomes["/"], outcomes["/39.png"], outcomes["/late.png"]], [
      "page",
      ...Array(2).fill("failed host_refuses"),
    ]);
    assert.equal(Object.values(outcomes).filter((outcome) => outcome === "failed http_403").length, REFUSALS);
    assert.equal(outcomes["http://other.test/"], "leased");
    assert.deepEqual(test.frontier.held, { page: 1, image: 0, document: 0 });
    abandonLeased(test.frontier);
    const again = await test.again();
    await addFound(again, seed.id, 0, [image("/later.png")]);
    assert.deepEqual((await lease(again, 16)).tasks.map(({ url }) => url), ["http://other.test/"]);
    assert.equal((await test.outcomes())["/later.png"], "failed host_refuses");
    await test.assertCounters();
  },
);

withDatabase(
  "a host that gave nothing is asked for its start address, and an answer in between begins the count anew",
  async (database) => {
    const { test, seed } = await openSite(database, 70);
    await refuse(test, seed);
    await refuseMany(test, REFUSALS - 2);
    const missing = await next(test) ?? assert.fail();
    settle(test.frontier, missing.id, { facts: { httpStatus: 404 }, reached: true });
    await refuseMany(test, REFUSALS);
    const probe = await next(test) ?? assert.fail();
    assert.deepEqual([probe.id, probe.isProbe], [seed.id, true]);
  },
);

withDatabase("a worker's death during a probe neither changes the page nor keeps the host waiting", async (database) => {
  const { test, seed } = await openSite(database, 40);
  await read(test, seed);
  await refuseMany(test, REFUSALS);
  assert.equal((await next(test))?.isProbe, true);
  assert.deepEqual(await recoverLeased(test.frontier, new Set()), []);
  assert.equal((await test.outcomes())["/"], "page");
  assert.equal((await next(test))?.isProbe, true);
  await test.assertCounters();
});

withDatabase(
  "a host that fails again and again is asked for what it gave before, and goes on at once if it gives it",
  async (database) => {
    const { test, seed } = await openSite(database, 40);
    await read(test, seed);
    const clock = await test.frontier.clocks.of(SITE);
    const waitless = async () => {
      clock.nextVisit = -Infinity;
      clock.backedOffUntil = -Infinity;
      for (const queue of test.frontier.queues.values()) queue.restUntil = -Infinity;
      return await next(test) ?? assert.fail();
    };
    const failed: string[] = [];
    for (let task = await waitless(); !task.isProbe; task = await waitless()) {
      failed.push(task.url.replace(SITE, ""));
      await concludeFailed(test.frontier, { ...BROKEN, id: task.id });
      if (clock.penalty >= 8_000) break;
    }
    assert.deepEqual(
      failed,
      ["/00.png", "/01.png", "/39.png", "/02.png", "/38.png", "/03.png", "/37.png"],
      "from both ends by turns",
    );
    const probe = await waitless();
    assert.deepEqual([probe.id, probe.isProbe], [seed.id, true]);
    settle(test.frontier, probe.id, { facts: { httpStatus: 200 }, reached: true });
    assert.deepEqual([clock.penalty, clock.failing], [0, false]);
    await test.assertCounters();
  },
);
