import assert from "node:assert/strict";
import { join } from "node:path";
import { withDirectory } from "../support/directory.ts";
import { openGeneratedSite } from "../support/generated_site.ts";
import { crawlWithKills } from "../support/kill_loop.ts";

const PAGES = 150;
const CONCURRENCY = 16;
/** The most URLs that are fetched and not yet written, from MAX_WRITES of `attempt/host_session.ts`. */
const WRITING = 96;

Deno.test("a crawl that is killed at three random moments stores what an undisturbed crawl stores, and fetches no concluded URL again", () =>
  withDirectory(async (directory) => {
    const site = await openGeneratedSite({ pages: PAGES });
    const killAt = Array.from({ length: 3 }, () => 1 + Math.floor(Math.random() * 2.5 * PAGES)).sort((a, b) => a - b);
    const seed = `killed after ${killAt.join(", ")} requests`;
    try {
      const outcome = await crawlWithKills({
        site,
        killAt,
        seconds: 300,
        environment: {
          DATA_DIR: join(directory, "data"),
          CRAWL_ALLOWED_PRIVATE_HOSTS: site.hostPort,
          INSPECT_PROCESSES: "1",
          LOG_LEVEL: "error",
        },
        options: {
          sitemaps: false,
          respectRobots: false,
          delayMilliseconds: 0,
          maxDepth: 20,
          concurrency: CONCURRENCY,
          perHostConcurrency: CONCURRENCY,
        },
      });
      assert.equal(outcome.status, "completed", seed);
      assert.deepEqual(outcome.digests, site.digests(), seed);
      assert.deepEqual(outcome.lost, [[], [], []], seed);
      assert.ok(outcome.inFlight.every((count) => count <= CONCURRENCY + WRITING), `${seed}: ${outcome.inFlight} in flight`);
      assert.deepEqual(outcome.breaches, [], seed);
    } finally {
      await site.close();
    }
  }));
