import assert from "node:assert/strict";
import { KINDS } from "../support/database.ts";
import { openTestEngine, type TestEngine } from "../support/engine.ts";
import { failWrites } from "../support/failing_writes.ts";
import { type GeneratedSite, openGeneratedSite } from "../support/generated_site.ts";
import type { Database } from "../../modules/shared/database/handle.ts";
import { AppError, messageOf } from "../../modules/shared/errors.ts";
import { openServer } from "../../modules/shared/database/postgres.ts";
import { between, seededRandom } from "../support/random.ts";

interface Setting {
  kind: Database["kind"];
  pages: number;
  slow?: number;
}

async function withSite(
  { kind, pages, slow = 0 }: Setting,
  work: (test: TestEngine, site: GeneratedSite) => Promise<void>,
): Promise<void> {
  const site = await openGeneratedSite({ pages, slow });
  const test = await openTestEngine({ sites: [site.hostPort], kind, log: () => {} });
  try {
    await work(test, site);
    assert.deepEqual(await test.breaches(), []);
  } finally {
    await test.close();
    await site.close();
  }
}

/** Fails unless the job has completed with all pages and images of the site. */
async function assertWhole({ engine, ended }: TestEngine, site: GeneratedSite, { id, pages }: { id: number; pages: number }) {
  const job = await ended(id, 120);
  assert.equal(job.status, "completed", job.statusReason ?? "");
  const stored = await engine.database.query<{ sha256: string }>("select sha256 from image order by 1");
  assert.deepEqual([job.counters.pagesDone, stored.length], [pages, 2 * pages]);
  assert.deepEqual(stored.map(({ sha256 }) => sha256), site.digests());
}

for (const kind of KINDS) {
  for (const code of ["57P01", "53100"]) {
    Deno.test(`a page whose links could not be written (${code}) is not concluded, and is fetched again (${kind})`, () =>
      withSite({ kind, pages: 7 }, async (test, site) => {
        await failWrites(test.engine.database, { on: "insert", when: "new.referrer_id is not null", code });
        const { id } = await test.start(site.url, { maxDepth: 50 });
        await assertWhole(test, site, { id, pages: 7 });
        assert.equal(site.counts().get("/p/0"), 2, "the page whose links were lost was fetched twice");
        assert.equal((await test.engine.manager.get(id)).attempts, 2);
      }));
  }

  Deno.test(`a page that could not be concluded is fetched again, and so is an image (${kind})`, () =>
    withSite({ kind, pages: 7 }, async (test, site) => {
      await failWrites(test.engine.database, { on: "update", when: "new.outcome is not null", code: "57P01", times: 2 });
      const { id } = await test.start(site.url, { maxDepth: 50 });
      await assertWhole(test, site, { id, pages: 7 });
    }));
}

if (KINDS.includes("server")) {
  Deno.test("an image whose conclusion fails after the crawler's process has died is not lost", () =>
    withSite({ kind: "server", pages: 3 }, async (test, site) => {
      const { database } = test.engine;
      await failWrites(database, { on: "update", when: "new.outcome = 'stored'", code: "57P01", afterSeconds: 3 });
      const { id } = await test.start(site.url, { maxDepth: 50 });
      await untilAsleep(database);
      for (const { pid } of test.children("crawl/host.ts")) Deno.kill(pid, "SIGKILL");
      await assertWhole(test, site, { id, pages: 3 });
    }));

  Deno.test("a crawl stores every page and image although its connections to the database are ended again and again", async () => {
    const seed = Math.floor(Math.random() * 1_000_000);
    const random = seededRandom(seed);
    const pages = 60;
    await withSite({ kind: "server", pages, slow: 20 }, async (test, site) => {
      const [row] = await test.engine.database.query<{ name: string }>("select current_database() as name");
      const administrator = openServer(Deno.env.get("TEST_DATABASE_URL") ?? "", { connections: 1 });
      try {
        const { id } = await test.start(site.url, { maxDepth: 50 });
        for (let round = 1; round <= 8; round++) {
          await site.reached(Math.min(2.5 * pages, site.log.length + between(random, 5, 25)));
          await administrator.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [row?.name]);
        }
        await untilAnswered(() => test.ended(id, 120));
        await assertWhole(test, site, { id, pages });
      } catch (error) {
        throw new Error(`With the seed ${seed}: ${messageOf(error)}`, { cause: error });
      } finally {
        await administrator.close();
      }
    });
  });
}

/** Uses all connections of the pool, because an ended connection is noticed only when it is used. */
async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  for (let turn = 0; turn < 40; turn++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "unavailable") throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return await ask();
}

/** Waits until a statement that is to fail has begun its delay. */
async function untilAsleep(database: Database): Promise<void> {
  for (let turn = 0; turn < 200; turn++) {
    const asleep = await database.query(
      "select 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'",
    );
    if (asleep.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail("No write has come to fail");
}
