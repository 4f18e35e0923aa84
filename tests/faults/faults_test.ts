import assert from "node:assert/strict";
import { seededRandom } from "../support/random.ts";
import { type Crawl, startCrawl } from "./crawl.ts";
import type { Fault } from "./fault.ts";
import { postgresPrograms } from "./postgres_cluster.ts";
import { settle } from "./round.ts";
import { type Kind, openStage, type Stage } from "./stage.ts";
import { faultsOf } from "./table.ts";

/** The cheapest of those that matter most; all of them are for `deno task soak`. One crawl goes through them, in this order. */
const SHORT: Record<Kind, readonly RegExp[]> = {
  embedded: [/^SIGKILL of decode children/, /^the disk is full for/, /^SIGKILL of the program while it downloads/],
  server: [
    /^SIGKILL of decode children/,
    /^pg_terminate_backend/,
    /^fast restart of PostgreSQL/,
    /^SIGKILL of the program while it downloads/,
  ],
};
const PAGES = 150;

const seed = Number(Deno.env.get("FAULT_SEED") ?? Math.floor(Math.random() * 2 ** 31));

for (const kind of ["embedded", "server"] as const) {
  Deno.test({
    name: `a crawl loses nothing to killed processes, a database that goes away and a full disk (${kind}, FAULT_SEED=${seed})`,
    ignore: Deno.build.os !== "linux" || (kind === "server" && postgresPrograms() === null),
    fn: async (context) => {
      const stage = await openStage({ kind, random: seededRandom(seed) });
      try {
        await stage.start();
        const crawl = await startCrawl(stage, { pages: PAGES, heavy: true });
        for (const fault of shortFaults(stage)) {
          await context.step(`${fault.number} ${fault.name}`, () => strikeNext(stage, fault, crawl));
        }
        await context.step("nothing is lost and every invariant holds", async () => assert.deepEqual(await settle(stage), []));
      } finally {
        await stage.close();
      }
    },
  });
}

function shortFaults(stage: Stage): Fault[] {
  return SHORT[stage.kind].flatMap((name) => faultsOf(stage).filter((fault) => name.test(fault.name)));
}

async function strikeNext(stage: Stage, fault: Fault, crawl: Crawl): Promise<void> {
  const next = crawl.section.log.length + 1 + Math.floor(stage.random() * 15);
  await crawl.section.reached(next);
  try {
    await fault.run(stage, crawl);
  } finally {
    if (stage.program.ended()) await stage.start();
  }
}
