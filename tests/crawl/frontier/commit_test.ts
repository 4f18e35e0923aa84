import assert from "node:assert/strict";
import { type Commit, createCommit, isUnstorable, type StoredWithAlt } from "../../../modules/crawl/frontier/commit.ts";
import { Superseded } from "../../../modules/crawl/frontier/frontier.ts";
import type { CrawlTask, FoundLink } from "../../../modules/crawl/messages.ts";
import type { JobOptions } from "../../../modules/crawl/schemas.ts";
import { type NotStored, storeAlone, type StoreDeps } from "../../../modules/images/storing/store.ts";
import type { Database } from "../../../modules/shared/database/handle.ts";
import { withDatabase } from "../../support/database.ts";
import { image, openTestFrontier, page, pathsOf, settle, SITE, taskAt, type TestFrontier } from "../../support/frontier.ts";
import { openStore } from "../../support/store.ts";
import { incoming, picture } from "../../support/pictures.ts";

interface Writer extends TestFrontier {
  deps: StoreDeps;
  commit: Commit;
  seed: CrawlTask;
  /** The entry that an attempt writes for a stored image. */
  store(task: CrawlTask, bytes: Uint8Array): Promise<StoredWithAlt | NotStored | null>;
  /** The entry that an attempt writes for a request that brought no image. */
  end(task: CrawlTask, outcome: "page" | "failed" | "rejected", reason?: string): Promise<void>;
  find(links: FoundLink[]): Promise<void>;
}

async function withWriter(
  database: Database,
  options: Partial<JobOptions> & { seeds?: string[] },
  body: (writer: Writer) => Promise<void>,
): Promise<void> {
  const dataDir = await Deno.makeTempDir();
  try {
    const test = await openTestFrontier(database, { perHostConcurrency: 16, ...options });
    const deps = await openStore(database, dataDir);
    const commit = createCommit(deps, test.frontier);
    const seed = taskAt(await test.lease(), "/");
    await body({
      ...test,
      deps,
      commit,
      seed,
      store: async (task, bytes) => {
        const given = await incoming(deps.storage.tempDirectory, bytes, { jobId: test.jobId });
        settle(test.frontier, task.id, { httpStatus: 200 });
        const facts = { httpStatus: 200, bytes: bytes.length };
        return await storeAlone(deps, given, async (prepared) => {
          const { stored } = await commit({ type: "image", id: task.id, prepared, facts });
          return stored;
        });
      },
      end: async (task, outcome, reason) => {
        const leased = settle(test.frontier, task.id, { httpStatus: 200 });
        const conclusion = { id: task.id, outcome, ...(reason ? { reason } : {}) };
        await commit({ type: "ended", ended: { conclusion, ...(leased ? { leased } : {}) } });
      },
      find: async (links) => {
        await commit({ type: "found", found: { referrer: { id: seed.id, depth: 0, kind: "page" }, links } });
      },
    });
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}

/** A candidate of a picture. Only the best candidate is fetched. */
function candidate(path: string, rank: number, isBest: boolean): FoundLink {
  const reject: Pick<FoundLink, "reject"> = isBest
    ? {}
    : { reject: { reason: "variant", detail: { code: "crawler_says", text: "A larger candidate is fetched" } } };
  return { ...image(path, { candidateGroup: "1" }, "srcset"), descriptor: `${rank}w`, rank, ...reject };
}

const CANDIDATES = [
  candidate("/large.png", 800, true),
  candidate("/medium.png", 400, false),
  candidate("/small.png", 200, false),
];

const png = async (seed: number) => new Uint8Array(await picture(seed, { width: 64, height: 48 }).png().toBuffer());

async function filesOf({ storage }: StoreDeps): Promise<string[]> {
  const keys: string[] = [];
  for (const prefix of ["images", "thumbs"] as const) for await (const { key } of storage.list(prefix)) keys.push(key);
  for await (const { name } of Deno.readDir(storage.tempDirectory)) keys.push(`tmp/${name}`);
  return keys;
}

withDatabase("entries that come at the same time are written in one transaction, in their order", async (database) => {
  await withWriter(database, {}, async ({ find, end, seed, outcomes, assertCounters }) => {
    await Promise.all([find([page("/a")]), find([image("/b.png")]), end(seed, "page")]);
    assert.deepEqual(await outcomes(), { "/": "page", "/a": "pending", "/b.png": "pending" });
    const rows = await database.query<{ count: number }>("select count(distinct xmin::text)::int as count from crawl_url");
    assert.deepEqual(rows, [{ count: 1 }]);
    await assertCounters();
  });
});

withDatabase("an entry that the database cannot store fails alone, and the others of its batch are written", async (database) => {
  await withWriter(database, {}, async ({ find, end, store, lease, seed, deps, outcomes, assertCounters }) => {
    await find([image("/a.png")]);
    const task = taskAt(await lease(), "/a.png");
    const [bad, good, stored, ended] = await Promise.allSettled([
      find([image("/b.png", { alt: "nul \u0000" })]),
      find([page("/c")]),
      store(task, await png(1)),
      end(seed, "page"),
    ]);
    assert.deepEqual([bad, good, stored, ended].map(({ status }) => status), ["rejected", "fulfilled", "fulfilled", "fulfilled"]);
    assert.ok(bad?.status === "rejected" && isUnstorable(bad.reason));
    assert.deepEqual(await outcomes(), { "/": "page", "/a.png": "stored", "/c": "pending" });
    assert.equal((await filesOf(deps)).length, 1);
    await assertCounters();
  });
});

withDatabase("a superseded attempt writes nothing more, and leaves no file", async (database) => {
  await withWriter(database, {}, async ({ find, store, lease, again, deps, outcomes }) => {
    await find([image("/a.png")]);
    const task = taskAt(await lease(), "/a.png");
    await again();
    const before = await outcomes();
    await Promise.all([
      assert.rejects(find([page("/b")]), Superseded),
      assert.rejects(store(task, await png(1)), Superseded),
    ]);
    assert.deepEqual(await outcomes(), before);
    assert.deepEqual(await filesOf(deps), []);
  });
});

withDatabase("images that are stored at the same time each have their own sources, tags and ids", async (database) => {
  await withWriter(database, { tags: ["from_test"] }, async ({ find, store, lease, assertCounters, job }) => {
    await find([1, 2, 3].map((number) => image(`/${number}.png`, { alt: `Picture ${number}` })));
    const tasks = await lease();
    const stored = await Promise.all(
      [1, 2, 3].map(async (number) => await store(taskAt(tasks, `/${number}.png`), await png(number))),
    );
    assert.deepEqual(stored.map((image) => image && "alt" in image ? image.alt : null), ["Picture 1", "Picture 2", "Picture 3"]);
    const sources = await database.query<{ imageUrl: string; alt: string }>(
      "select image_url, alt from image_source order by image_url",
    );
    assert.deepEqual(sources, [1, 2, 3].map((number) => ({ imageUrl: `${SITE}/${number}.png`, alt: `Picture ${number}` })));
    const tags = await database.query("select 1 from image_tag");
    assert.equal(tags.length, 3);
    assert.equal((await job()).imagesStored, 3);
    await assertCounters();
  });
});

withDatabase("the best candidate of a picture is fetched, and the others are stored as its variants", async (database) => {
  await withWriter(database, {}, async ({ find, store, lease, end, seed, outcomes, assertCounters }) => {
    await find(CANDIDATES);
    await end(seed, "page");
    const tasks = await lease();
    assert.deepEqual(pathsOf(tasks), ["/large.png"]);
    await store(taskAt(tasks, "/large.png"), await png(1));
    assert.deepEqual(await lease(), []);
    assert.deepEqual(await outcomes(), {
      "/": "page",
      "/large.png": "stored",
      "/medium.png": "rejected variant",
      "/small.png": "rejected variant",
    });
    const variants = await database.query("select url, descriptor, reason from image_variant order by url");
    assert.deepEqual(variants, [
      { url: `${SITE}/medium.png`, descriptor: "400w", reason: "variant" },
      { url: `${SITE}/small.png`, descriptor: "200w", reason: "variant" },
    ]);
    await assertCounters();
  });
});

withDatabase("if the best candidate of a picture brings no image, the next best is fetched", async (database) => {
  await withWriter(database, {}, async ({ find, store, lease, end, seed, outcomes, assertCounters }) => {
    await find(CANDIDATES);
    await end(seed, "page");
    await end(taskAt(await lease(), "/large.png"), "failed", "http_status");
    const second = await lease();
    assert.deepEqual(pathsOf(second), ["/medium.png"]);
    await end(taskAt(second, "/medium.png"), "rejected", "not_an_image");
    const third = await lease();
    assert.deepEqual(pathsOf(third), ["/small.png"]);
    await store(taskAt(third, "/small.png"), await png(1));
    assert.deepEqual(await outcomes(), {
      "/": "page",
      "/large.png": "failed http_status",
      "/medium.png": "rejected not_an_image",
      "/small.png": "stored",
    });
    await assertCounters();
  });
});

withDatabase("a candidate that another reference shows by itself is fetched", async (database) => {
  await withWriter(database, {}, async ({ find, lease }) => {
    await find(CANDIDATES);
    await find([image("/small.png", {}, "img")]);
    assert.deepEqual(pathsOf(await lease()).sort(), ["/large.png", "/small.png"]);
  });
});

const HTML = { httpStatus: 200, mediaType: "text/html" };

for (
  const { name, links, options = {}, expected } of [
    {
      name: "a link to an image that answers with a page is fetched as a page",
      links: [image("/a.png", {}, "link")],
      expected: "pending page 1",
    },
    {
      name: "a URL that is only shown as an image and answers with a page is rejected",
      links: [image("/a.png")],
      expected: "rejected not_an_image image 0",
    },
    {
      name: "a link to an image that answers with a page outside the scope is not followed",
      links: [image("http://other.test/a.png", {}, "link")],
      expected: "rejected scope image 0",
    },
    {
      name: "a link to an image that answers with a page beyond the depth of the job is not followed",
      links: [image("/a.png", {}, "link")],
      options: { maxDepth: 0 },
      expected: "rejected max_depth image 0",
    },
  ]
) {
  withDatabase(name, async (database) => {
    await withWriter(database, options, async ({ find, lease, frontier, commit, ledger, end, seed, assertCounters }) => {
      await find(links);
      await end(seed, "page");
      const [task] = await lease();
      assert.ok(task);
      settle(frontier, task.id, HTML);
      await commit({ type: "retyped", retyped: { id: task.id, kind: "page", facts: HTML } });
      const row = (await ledger()).find(({ id }) => id === task.id);
      assert.ok(row);
      const { state, outcome, reason, kind, depth } = row;
      assert.equal([outcome ?? state, ...(reason ? [reason] : []), kind, depth].join(" "), expected);
      if (outcome === null) assert.deepEqual((await lease()).map(({ id, kind }) => [id, kind]), [[task.id, "page"]]);
      await assertCounters();
    });
  });
}
