import assert from "node:assert/strict";
import { seededRandom } from "../support/random.ts";
import { fullDisk } from "./disk_faults.ts";
import type { Fault } from "./fault.ts";
import { postgresPrograms } from "./postgres_cluster.ts";
import { settle, strike } from "./round.ts";
import { type Kind, openStage } from "./stage.ts";
import { FAULTS } from "./table.ts";

const FULL_SECONDS = 3;
/** The numbers of the faults that are tried here, which matter most and take little time. `deno task soak` tries all. */
const SHORT: Record<Kind, readonly Fault[]> = {
  embedded: [named("SIGKILL of decode children"), fullDisk(FULL_SECONDS)],
  server: [
    named("pg_terminate_backend of all connections, again and again"),
    named("fast restart of PostgreSQL"),
    named("SIGKILL of the program while it downloads"),
  ],
};
const CRAWL = { pages: 40, milliseconds: 50 };

const seed = Number(Deno.env.get("FAULT_SEED") ?? Math.floor(Math.random() * 2 ** 31));

for (const kind of ["embedded", "server"] as const) {
  Deno.test({
    name: `a crawl loses nothing to killed processes, a database that goes away and a full disk (${kind}, FAULT_SEED=${seed})`,
    ignore: Deno.build.os !== "linux" || (kind === "server" && postgresPrograms() === null),
    fn: async (context) => {
      const stage = await openStage({ kind, random: seededRandom(seed) });
      try {
        await stage.start();
        for (const fault of SHORT[kind].filter(({ disk }) => !disk || stage.disk !== null)) {
          await context.step(`${fault.number} ${fault.name}`, async () => {
            assert.deepEqual(await strike(stage, { ...fault, crawl: { ...CRAWL, ...fault.crawl } }), []);
          });
          if (stage.program.ended()) await stage.start();
        }
        await context.step("nothing is lost and every invariant holds", async () => assert.deepEqual(await settle(stage), []));
      } finally {
        await stage.close();
      }
    },
  });
}

function named(name: string): Fault {
  return FAULTS.find((fault) => fault.name === name) ?? assert.fail(`there is no fault "${name}"`);
}
