import assert from "node:assert/strict";
import { join } from "node:path";
import type { Job } from "../../modules/crawl/schemas.ts";
import { openEngine } from "../../modules/app/engine.ts";
import { verify } from "../../modules/app/verify/verify.ts";
import { readConfig } from "../../modules/shared/config.ts";
import { createLog } from "../../modules/shared/log.ts";
import { childrenOf, isAlive, openTestEngine } from "../support/engine.ts";
import { openGallery } from "../support/gallery.ts";
import { withDirectory } from "../support/directory.ts";

const linux = Deno.build.os === "linux";
const stored = (count: number) => ({ counters }: Job) => counters.imagesStored >= count;

const READS = `export default {
  name: "reads",
  async discover(page, { found }) {
    for await (const piece of page.text) {
      for (const [, url] of piece.matchAll(/(?:href|src)="([^"]+)"/g)) {
        found({ url, kind: url.endsWith(".png") ? "image" : "page", reference: "found" });
      }
    }
  },
};`;

async function eventually(what: string, reached: () => boolean, seconds = 15): Promise<void> {
  const deadline = performance.now() + seconds * 1_000;
  while (!reached()) {
    assert.ok(performance.now() < deadline, what);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

Deno.test({
  name: "a crawl host and inspect processes that are killed are replaced, and the job loses nothing",
  ignore: !linux,
  fn: async () => {
    const { site } = await openGallery({ pages: 12, slow: 300 });
    const test = await openTestEngine({ sites: [site.hostPort] });
    try {
      const { id } = await test.start(`${site.url}p0.html`, { maxDepth: 20 });
      for (const [count, program] of [[2, "crawl/host.ts"], [5, "inspect/child.ts"], [8, "crawl/host.ts"]] as const) {
        await test.until(id, stored(count));
        await eventually(`${program} runs`, () => test.children(program).length > 0);
        for (const { pid } of test.children(program).slice(0, 1)) Deno.kill(pid, "SIGKILL");
      }
      const job = await test.ended(id);
      assert.deepEqual([job.status, job.counters.imagesStored, job.counters.pagesDone, job.attempts], ["completed", 25, 12, 1]);
      assert.deepEqual((await test.texts(id)).filter((text) => /replaced/.test(text)).length, 2);
      assert.deepEqual(await test.breaches(), []);
    } finally {
      await test.close();
      await site.close();
    }
  },
});

Deno.test({
  name:
    "a program that is killed leaves no child process, not even one in an endless loop, and another program completes its job",
  ignore: !linux,
  fn: () =>
    withDirectory(async (directory) => {
      const { site } = await openGallery({ pages: 4, slow: 250 });
      const dataDir = join(directory, "data");
      const crawlersDir = join(directory, "crawlers");
      await Deno.mkdir(crawlersDir);
      const source = `export default { name: "spins", discover() { for (;;); } };`;
      await Deno.writeTextFile(join(crawlersDir, "spins.ts"), source);
      const environment = {
        DATA_DIR: dataDir,
        CRAWLERS_DIR: crawlersDir,
        CRAWL_ALLOWED_PRIVATE_HOSTS: site.hostPort,
        INSPECT_PROCESSES: "1",
        LOG_LEVEL: "error",
      };
      const program = new URL("../support/running_engine.ts", import.meta.url).pathname;
      const parent = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--quiet", program, `${site.url}p0.html`, JSON.stringify({ crawler: "spins", delayMilliseconds: 0 })],
        env: environment,
        stdout: "piped",
      }).spawn();
      try {
        await eventually("the crawler has a page to spin on", () => site.paths().includes("/p0.html"), 30);
        await eventually("it has children", () => childrenOf(parent.pid, "host.ts").length === 1);
        await new Promise((resolve) => setTimeout(resolve, 500));
        const children = childrenOf(parent.pid).map(({ pid }) => pid);
        assert.ok(children.length >= 1);
        parent.kill("SIGKILL");
        await parent.status;
        await eventually("children outlive their parent", () => !children.some(isAlive), 5);

        await Deno.writeTextFile(join(crawlersDir, "spins.ts"), READS);
        const config = readConfig(environment);
        const engine = await openEngine(config, { log: createLog(config.log) });
        try {
          const jobs = async () => (await engine.manager.list({ limit: 10 })).items;
          let [job] = await jobs();
          for (let turn = 0; turn < 300 && job?.status !== "completed"; turn++) {
            await new Promise((resolve) => setTimeout(resolve, 100));
            [job] = await jobs();
          }
          assert.deepEqual([job?.status, job?.counters.imagesStored, job?.attempts], ["completed", 9, 2]);
          const breaches = (await verify({ ...engine, graceMilliseconds: 0 })).flatMap((finding) => finding.breaches);
          assert.deepEqual(breaches, []);
        } finally {
          await engine.close();
        }
      } finally {
        await parent.stdout.cancel();
        await site.close();
      }
    }),
});
