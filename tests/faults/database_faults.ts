import assert from "node:assert/strict";
import { childrenOf } from "../support/engine.ts";
import { between } from "../support/random.ts";
import { eventually, lives, moment, readsDuring, recovers, saysUnavailable, sleep } from "./expectations.ts";
import { EMBEDDED, type Fault, SERVER } from "./fault.ts";
import type { Server, Stage } from "./stage.ts";

const AWAY_SECONDS = 60;
const TERMINATIONS = 10;
const REQUESTS = 40;
/** The longest time that a request may wait for a connection and its statement. */
const WAIT_SECONDS = 35;

export const DATABASE_FAULTS: readonly Fault[] = [
  {
    number: 8,
    name: "pg_terminate_backend of all connections, again and again",
    kinds: SERVER,
    run: async (stage) => {
      await readsDuring(stage, async () => {
        for (let turn = 0; turn < TERMINATIONS; turn++) {
          await terminateAll(serverOf(stage));
          await moment(stage, 50, 300);
        }
      });
      lives(stage);
      await recovers(stage);
    },
  },
  {
    number: 8,
    name: "fast restart of PostgreSQL",
    kinds: SERVER,
    run: async (stage) => {
      await readsDuring(stage, () => serverOf(stage).cluster.restart());
      await recovers(stage);
    },
  },
  {
    number: 9,
    name: "SIGKILL of PostgreSQL while it commits",
    kinds: SERVER,
    run: async (stage) => {
      const { cluster } = serverOf(stage);
      await cluster.kill();
      try {
        await saysUnavailable(stage);
      } finally {
        await cluster.start();
      }
      await recovers(stage);
    },
  },
  {
    number: 9,
    name: "SIGKILL of the embedded database's process",
    kinds: EMBEDDED,
    run: async (stage) => {
      await readsDuring(stage, () => Promise.resolve(Deno.kill(databaseChild(stage), "SIGKILL")));
      await recovers(stage, 10);
    },
  },
  {
    number: 10,
    name: `PostgreSQL in a black hole for ${AWAY_SECONDS} s`,
    kinds: SERVER,
    run: async (stage) => {
      const { proxy } = serverOf(stage);
      proxy.blackHole();
      await isAway(stage, () => Promise.resolve(proxy.restore()));
      await recovers(stage, 15);
    },
  },
  {
    number: 10,
    name: `SIGSTOP of all PostgreSQL processes for ${AWAY_SECONDS} s`,
    kinds: SERVER,
    run: async (stage) => {
      const { cluster } = serverOf(stage);
      cluster.signalAll("SIGSTOP");
      await isAway(stage, () => Promise.resolve(cluster.signalAll("SIGCONT")));
      await recovers(stage);
    },
  },
  {
    number: 10,
    name: `SIGSTOP of the embedded database's process for ${AWAY_SECONDS} s`,
    kinds: EMBEDDED,
    run: async (stage) => {
      const pid = databaseChild(stage);
      Deno.kill(pid, "SIGSTOP");
      // The program ends a database process whose statement takes longer than a minute, so this one may have ended.
      const frozen = async () => {
        await sleep(AWAY_SECONDS * 1_000);
        if (databaseChildren(stage).some((child) => child.pid === pid)) Deno.kill(pid, "SIGCONT");
      };
      await readsDuring(stage, frozen, AWAY_SECONDS + 15);
      await recovers(stage, 15);
    },
  },
  {
    number: 11,
    name: "PostgreSQL is down when the program starts",
    kinds: SERVER,
    run: async (stage) => {
      const { cluster } = serverOf(stage);
      await stage.stop();
      await cluster.stop();
      stage.launch();
      try {
        const unready = async () => (await stage.ask("/readyz", { seconds: 5 })).status === 503;
        await eventually("/readyz says 503 while the database is down", unready, 10);
        await sleep(1_000 * between(stage.random, 5, 45));
        lives(stage);
      } finally {
        await cluster.start();
      }
      await recovers(stage, 10);
    },
  },
  {
    number: 12,
    name: "every connection of the pool waits for a lock",
    kinds: SERVER,
    run: async (stage) => {
      const { cluster, name } = serverOf(stage);
      await cluster.asAdministrator(async (admin) => {
        await admin.transaction(async (tx) => {
          await tx.query("lock table tag in access exclusive mode");
          const asked = Array.from({ length: REQUESTS }, () => stage.ask("/api/tags", { seconds: WAIT_SECONDS }));
          const statuses = new Set((await Promise.all(asked)).map(({ status }) => status));
          assert.deepEqual([...statuses], [503], `requests that wait for a connection were answered with ${[...statuses]}`);
        });
      }, name);
      await recovers(stage);
    },
  },
];

function serverOf({ server }: Stage): Server {
  return server ?? assert.fail("this stage has no server");
}

async function terminateAll({ cluster, name }: Server): Promise<void> {
  await cluster.asAdministrator((admin) =>
    admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()", [name])
  );
}

/** Sends requests while the database does not answer, until it is `back`. */
async function isAway(stage: Stage, back: () => Promise<void>): Promise<void> {
  const begun = performance.now();
  try {
    await sleep(2_000);
    await saysUnavailable(stage);
    await sleep(Math.max(0, AWAY_SECONDS * 1_000 - (performance.now() - begun)));
    lives(stage);
  } finally {
    await back();
  }
}

function databaseChildren({ program }: Stage) {
  return childrenOf(program.pid, "shared/database/");
}

function databaseChild(stage: Stage): number {
  return databaseChildren(stage)[0]?.pid ?? assert.fail("the embedded database has no process of its own");
}
