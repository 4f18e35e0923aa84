import assert from "node:assert/strict";
import { join } from "node:path";
import { childrenOf } from "../support/engine.ts";
import { between } from "../support/random.ts";
import { type Crawl, startCrawl } from "./crawl.ts";
import { eventually, lives, moment, readsDuring, recovers, sleep } from "./expectations.ts";
import { BOTH, type Fault } from "./fault.ts";
import type { Stage } from "./stage.ts";

const LEASE_SECONDS = 30;
const STREAMS = 100;
const TRIES = 3;
const WRITE_SECONDS = 30;

export const PROCESS_FAULTS: readonly Fault[] = [
  {
    number: 1,
    name: "SIGKILL of the program while it downloads",
    kinds: BOTH,
    run: async (stage, crawl) => {
      await stage.kill();
      await stage.start();
      await goesOn(crawl, LEASE_SECONDS + 10);
    },
  },
  {
    number: 2,
    name: "SIGKILL between putting a file in place and committing its row",
    kinds: BOTH,
    run: async (stage, crawl) => {
      if (stage.server) await killBeforeCommit(stage, crawl);
      else await killWhenWritten(stage, "images", /\.png$/);
      await stage.start();
      await goesOn(crawl, LEASE_SECONDS + 10);
    },
  },
  {
    number: 3,
    name: "SIGKILL while a thumbnail is made",
    kinds: BOTH,
    crawl: { pages: 20, heavy: true },
    run: async (stage, crawl) => {
      await killWhenWritten(stage, "tmp", /\.thumbnail/);
      await stage.start();
      await goesOn(crawl, LEASE_SECONDS + 10);
    },
  },
  {
    number: 4,
    name: "SIGTERM with 100 event streams and 3 jobs",
    kinds: BOTH,
    run: async (stage, crawl) => {
      const others = [await startCrawl(stage), await startCrawl(stage)];
      const streams = await Promise.all(
        Array.from({ length: STREAMS }, () => fetch(`${stage.address}/api/jobs/${crawl.id}/events`)),
      );
      const ended = Promise.all(streams.map((stream) => stream.text()));
      await moment(stage, 200, 1_500);
      await stage.stop();
      const hasEnded = await Promise.race([ended.then(() => true), sleep(2_000).then(() => false)]);
      assert.ok(hasEnded, "event streams were not ended in order");
      await stage.start();
      for (const other of others) await other.completed();
    },
  },
  ...(["throws", "leaves", "hoards"] as const).map((crawler): Fault => ({
    number: 5,
    name: `a crawl worker that ${{ throws: "throws", leaves: "exits silently", hoards: "runs out of memory" }[crawler]}`,
    kinds: BOTH,
    run: (stage) => harms(stage, crawler, 90),
  })),
  {
    number: 6,
    name: "a crawl worker in an endless loop",
    kinds: BOTH,
    run: (stage) => harms(stage, "spins", 150),
  },
  {
    number: 7,
    name: "SIGKILL of decode children",
    kinds: BOTH,
    crawl: { pages: 20, heavy: true },
    run: async (stage) => {
      for (let kill = 0; kill < TRIES; kill++) {
        await eventually("a decode child runs", () => decoders(stage).length > 0, 15);
        for (const { pid } of decoders(stage).slice(0, 1)) Deno.kill(pid, "SIGKILL");
        await moment(stage, 100, 800);
      }
      lives(stage);
      await recovers(stage);
    },
  },
];

function decoders({ program }: Stage) {
  return childrenOf(program.pid, "inspect/child.ts");
}

/** Waits until the site gets further requests. */
async function goesOn({ section, state }: Crawl, seconds: number): Promise<void> {
  const before = section.log.length;
  const more = async () => section.log.length > before || (await state()).status === "completed";
  await eventually("the job goes on after the restart", more, seconds);
}

/** Locks the table of images, so that no row can be committed, and kills the program as soon as a file is in place. */
async function killBeforeCommit(stage: Stage, crawl: Crawl): Promise<void> {
  const { cluster, name } = stage.server ?? assert.fail("there is no server");
  await cluster.asAdministrator(async (admin) => {
    await admin.transaction(async (tx) => {
      await tx.query("lock table image in share row exclusive mode");
      await killWhenWritten(stage, "images", /\.png$/);
    });
  }, name);
  assert.notEqual(crawl.section.log.length, 0);
}

/** Kills the program with SIGKILL when this number of new files with such names are in a folder of the data directory. */
async function killWhenWritten(stage: Stage, folder: string, name: RegExp): Promise<void> {
  const root = join(stage.dataDir, folder);
  const before = countFiles(root, name);
  const more = between(stage.random, 1, 5);
  const deadline = performance.now() + WRITE_SECONDS * 1_000;
  // File system events do not cross mount namespaces, so the folder is read again and again.
  while (countFiles(root, name) < before + (folder === "tmp" ? 1 : more)) {
    assert.ok(performance.now() < deadline, `no file like ${name} was written under ${folder} within ${WRITE_SECONDS} s`);
    await sleep(2);
  }
  await stage.kill();
}

function countFiles(folder: string, name: RegExp): number {
  let count = 0;
  for (const entry of Deno.readDirSync(folder)) {
    if (entry.isDirectory) count += countFiles(join(folder, entry.name), name);
    else if (name.test(entry.name)) count++;
  }
  return count;
}

/** Runs a job with a harmful crawler. It must end after at most three tries, and requests must be answered meanwhile. */
async function harms(stage: Stage, crawler: string, seconds: number): Promise<void> {
  const harmed = await startCrawl(stage, { pages: 6, crawler });
  harmed.expect = "what was served";
  await readsDuring(stage, async () => {
    const { attempts } = await harmed.until(({ status }) => /^(completed|failed)$/.test(status), seconds, "ended");
    assert.ok(attempts <= TRIES, `the job was tried ${attempts} times`);
  });
}
