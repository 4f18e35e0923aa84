import assert from "node:assert/strict";
import type { CrawlTask } from "../../../modules/crawl/messages.ts";
import { withDatabase } from "../../support/database.ts";
import {
  addFound,
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

async function redirect(test: TestFrontier, { id }: CrawlTask, target: string, cookiesChanged = false): Promise<void> {
  const facts = { httpStatus: 302 };
  await concludeRedirect(test.frontier, { id, target: new URL(target, SITE).href, cookiesChanged, facts });
}

/** Answers every URL that is leased with a redirect, until none is left. Returns the paths that were requested, in order. */
async function follow(test: TestFrontier, targetOf: (path: string) => string, cookiesChanged: boolean): Promise<string[]> {
  const paths: string[] = [];
  for (let tasks = await test.lease(); tasks.length > 0; tasks = await test.lease()) {
    for (const task of tasks) {
      const path = task.url.slice(SITE.length);
      paths.push(path);
      await redirect(test, task, targetOf(path), cookiesChanged);
    }
  }
  await test.assertCounters();
  return paths;
}

withDatabase("a redirect's target is visited, and a chain of more than twenty is not followed", async (database) => {
  const test = await openTestFrontier(database, {});
  const paths = await follow(test, (path) => `/${Number(path.slice(1)) + 1}`, false);
  assert.deepEqual(paths, ["/", ...Array.from({ length: 20 }, (_, hop) => `/${hop + 1}`)]);
  const outcomes = await test.outcomes();
  assert.deepEqual([outcomes["/"], outcomes["/20"], outcomes["/21"]], [
    "rejected redirected",
    "rejected redirect_loop",
    undefined,
  ]);
});

withDatabase(
  "a redirect in a circle is followed up to twenty times while cookies change, and a few times otherwise",
  async (database) => {
    const circle: Record<string, string> = { "/self": "/self", "/a": "/b", "/b": "/a" };
    const counts = async (seed: string, cookiesChanged: boolean) => {
      const test = await openTestFrontier(database, { seeds: [`${SITE}${seed}`] });
      const { length } = await follow(test, (path) => circle[path] ?? "", cookiesChanged);
      return [length, Object.values(await test.outcomes()).filter((outcome) => outcome === "rejected redirect_loop").length];
    };
    assert.deepEqual(await counts("/self", true), [21, 1]);
    assert.deepEqual(await counts("/self", false), [4, 1]);
    assert.deepEqual(await counts("/a", true), [21, 1]);
    assert.deepEqual(await counts("/a", false), [4, 1]);
  },
);

withDatabase(
  "a target that redirected or was refused before is asked again for another page only if cookies have changed",
  async (database) => {
    const test = await openTestFrontier(database, { perHostConcurrency: 8 });
    const seed = taskAt(await test.lease(), "/");
    await addFound(test.frontier, seed.id, 0, ["/p", "/q", "/r", "/s"].map(page));
    const tasks = await test.lease();
    await redirect(test, taskAt(tasks, "/p"), "/check");
    await redirect(test, taskAt(await test.lease(), "/check"), "/in");
    assert.deepEqual(pathsOf(await test.lease()), ["/in"]);
    await redirect(test, taskAt(tasks, "/q"), "/check");
    assert.deepEqual(await test.lease(), [], "the answer would be the same");
    await redirect(test, taskAt(tasks, "/r"), "/check", true);
    const again = taskAt(await test.lease(), "/check");
    const refused = { id: again.id, reason: "http_403", retry: false, facts: { httpStatus: 403 } };
    await concludeFailed(test.frontier, { ...refused, detail: { code: "http_status", status: 403 } });
    await redirect(test, taskAt(tasks, "/s"), "/check", true);
    assert.deepEqual(pathsOf(await test.lease()), ["/check"]);
    await test.assertCounters();
  },
);

withDatabase("an image that redirects to itself is asked again and keeps its references", async (database) => {
  const test = await openTestFrontier(database, {});
  const seed = taskAt(await test.lease(), "/");
  await addFound(test.frontier, seed.id, 0, [image("/i.png", { alt: "Here" })]);
  settle(test.frontier, seed.id, {});
  await redirect(test, taskAt(await test.lease(), "/i.png"), "/i.png", true);
  const again = taskAt(await test.lease(), "/i.png");
  assert.equal(again.kind, "image");
  const [row] = await database.query<{ count: number; redirects: number }>(
    `select count(*) as count, max(redirects) as redirects from crawl_reference join crawl_url on id = url_id where url_id = $1`,
    [again.id],
  );
  assert.deepEqual(row, { count: 1, redirects: 1 });
  await test.assertCounters();
});
