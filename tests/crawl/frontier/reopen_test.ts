import assert from "node:assert/strict";
import type { CrawlTask } from "../../../modules/crawl/messages.ts";
import { isDrained } from "../../../modules/crawl/frontier/lease.ts";
import { withDatabase } from "../../support/database.ts";
import { addFound, conclude, openTestFrontier, page, settle, type TestFrontier } from "../../support/frontier.ts";

const PHOTOS = 60;
const NOTHING = { images: [], text: { words: 0, numbers: 0 } };
const NEWS = { images: [], text: { words: 1, numbers: 0 } };

/** Answers as a gallery whose page of a photograph has a known thumbnail and leads to a page with the photograph. */
async function read({ frontier }: TestFrontier, task: CrawlTask, isDead: boolean): Promise<void> {
  const { pathname, search } = new URL(task.url);
  assert.ok(settle(frontier, task.id, { httpStatus: 200 }));
  frontier.taken.page += 1;
  if (pathname === "/photo") await addFound(frontier, task.id, task.depth, [page(`/full${search}`)]);
  frontier.admission.evidence.read(task, pathname === "/full" && !isDead ? NEWS : NOTHING);
  await conclude(frontier, { id: task.id, outcome: "page" });
}

/** Reads until nothing is left. Returns how many pages of photographs were read. */
async function crawl(test: TestFrontier, isDead: boolean): Promise<number> {
  const seed = (await test.lease())[0] ?? assert.fail();
  const photos = Array.from({ length: PHOTOS }, (_, index) => page(`/photo?id=${index}`));
  await addFound(test.frontier, seed.id, 0, photos);
  await conclude(test.frontier, { id: seed.id, outcome: "page" });
  settle(test.frontier, seed.id, { httpStatus: 200 });
  while (!await isDrained(test.frontier)) for (const task of await test.lease()) await read(test, task, isDead);
  return Object.entries(await test.outcomes()).filter(([path, outcome]) => path.startsWith("/photo") && outcome === "page")
    .length;
}

withDatabase("pages of a closed pattern are read after all when those that it leads to bring something", async (database) => {
  const options = { trapPages: 10, perHostConcurrency: 16 };
  const test = await openTestFrontier(database, options);
  assert.equal(await crawl(test, false), PHOTOS);
  await test.assertCounters();
  const dead = await crawl(await openTestFrontier(database, options), true);
  assert.ok(dead < 30, `${dead} pages`);
  const limited = await openTestFrontier(database, { ...options, maxPages: 25 });
  assert.ok(await crawl(limited, false) <= 25, "the limit of pages holds");
});
