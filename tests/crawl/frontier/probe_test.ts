import assert from "node:assert/strict";
import { type Frontier, settle } from "../../../modules/crawl/frontier/frontier.ts";
import { standingOf } from "../../../modules/crawl/frontier/standing.ts";
import type { CrawlTask } from "../../../modules/crawl/messages.ts";
import { withDatabase } from "../../support/database.ts";
import { addFound, conclude, image, openTestFrontier, page, SITE, taskAt } from "../../support/frontier.ts";

const CDN = "http://cdn.test";

async function give(frontier: Frontier, { id }: CrawlTask): Promise<void> {
  settle(frontier, id, { facts: { httpStatus: 200 }, reached: true, isGiven: true });
  frontier.taken.page += 1;
  await conclude(frontier, { id, outcome: "page", facts: { httpStatus: 200 } });
}

function refuse(frontier: Frontier, tasks: CrawlTask[]): void {
  for (const { id } of tasks) settle(frontier, id, { facts: { httpStatus: 403 }, reached: true, isRefusal: true });
}

withDatabase(
  "after a run of refusals a host is asked again for the last page that it gave, also to an earlier attempt",
  async (database) => {
    const test = await openTestFrontier(database, { perHostConcurrency: 16 });
    const seed = taskAt(await test.lease(), "/");
    const rest = Array.from({ length: 40 }, (_, index) => image(`/${index}.png`));
    await addFound(test.frontier, seed.id, 0, [page("/page"), ...rest, image(`${CDN}/a.png`)]);
    await give(test.frontier, seed);
    const tasks = await test.lease();
    await give(test.frontier, taskAt(tasks, "/page"));
    assert.equal(standingOf(test.frontier.standings, SITE).given?.url, `${SITE}/page`);
    refuse(test.frontier, tasks.filter(({ url }) => url.endsWith(".png")));
    refuse(test.frontier, await test.lease());
    const [probe, ...others] = await test.lease();
    assert.deepEqual([probe?.url, probe?.isProbe, others], [`${SITE}/page`, true, []]);

    const { standings } = await test.again();
    const { given, start } = standingOf(standings, SITE);
    assert.deepEqual([given?.url, given?.kind, given?.depth, start?.url], [`${SITE}/page`, "page", 1, `${SITE}/`]);
    assert.deepEqual(standings.get(CDN)?.given ?? null, null);
  },
);
