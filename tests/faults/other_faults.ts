import assert from "node:assert/strict";
import { join } from "node:path";
import { isTerminal } from "../../modules/crawl/jobs/job_view.ts";
import { closedPort } from "../support/site.ts";
import { startCrawl } from "./crawl.ts";
import { lives, moment, recovers, sleep } from "./expectations.ts";
import { BOTH, type Fault, SERVER } from "./fault.ts";
import { residentBytes } from "./memory.ts";
import { askUntil, startProgram } from "./program.ts";
import type { Stage } from "./stage.ts";

const CANCEL_MILLISECONDS = 2_000;
const STALLED_READERS = 50;
const STALLED_BYTES = 100 * 2 ** 20;

export const OTHER_FAULTS: readonly Fault[] = [
  {
    number: 20,
    name: "a second program on the same data directory",
    kinds: BOTH,
    run: async (stage) => {
      const second = startProgram({
        ...stage.setting,
        environment: { ...stage.setting.environment, PORT: String(closedPort()) },
      });
      const { code } = await second.status;
      assert.equal(code, 1, "the second program started");
      assert.match(second.errors(), /data directory.*in use/);
      lives(stage);
      await recovers(stage);
    },
  },
  {
    number: 20,
    name: "a second program on the same database",
    kinds: SERVER,
    run: async (stage, crawl) => {
      const port = closedPort();
      const environment = {
        ...stage.setting.environment,
        PORT: String(port),
        DATA_DIR: `${stage.setting.environment.DATA_DIR}/second`,
      };
      const second = startProgram({ ...stage.setting, environment });
      try {
        await askUntil(`http://127.0.0.1:${port}/readyz`, ({ status }) => status === 200, { seconds: 30, program: second });
        const other = await startCrawl(stage);
        await crawl.completed();
        await other.completed();
        const asked = new Map<string, number>();
        for (const { path } of [...crawl.section.log, ...other.section.log]) asked.set(path, (asked.get(path) ?? 0) + 1);
        const twice = [...asked].filter(([, times]) => times > 1).map(([path]) => path);
        assert.deepEqual(twice, [], "the jobs had more than one visitor");
      } finally {
        second.kill("SIGTERM");
        await second.status;
        await mergeFiles(join(stage.dataDir, "second"), stage.dataDir);
      }
    },
  },
  {
    number: 21,
    name: "a job is cancelled while it downloads",
    kinds: BOTH,
    run: async (stage, crawl) => {
      stage.site.behave({ type: "slow", milliseconds: 1_000 });
      try {
        await moment(stage, 100, 900);
        crawl.expect = "nothing";
        const begun = performance.now();
        const { status } = await stage.ask(`/api/jobs/${crawl.id}/cancel`, { method: "POST" });
        assert.equal(status, 200);
        await crawl.until((state) => isTerminal(state.status), CANCEL_MILLISECONDS / 1_000, "cancelled");
        await sleep(Math.max(0, CANCEL_MILLISECONDS - (performance.now() - begun)));
        const asked = crawl.section.log.length;
        await sleep(2_000);
        assert.equal(crawl.section.log.length, asked, "the site was asked for more two seconds after the job was cancelled");
      } finally {
        stage.site.behave({ type: "well" });
      }
    },
  },
  {
    number: 22,
    name: "the program's clock steps an hour ahead and an hour back",
    kinds: BOTH,
    run: async (stage, crawl) => {
      await stage.stop();
      stage.launch({ preload: new URL("./stepped_clock.ts", import.meta.url).pathname });
      await stage.ready();
      for (let step = 0; step < 3; step++) {
        stage.program.kill("SIGUSR2");
        await moment(stage, 500, 1_500);
      }
      await crawl.completed();
      const { attempts } = await crawl.state();
      assert.ok(attempts <= 2, `the job was tried ${attempts} times: a lease ended by the program's clock`);
    },
  },
  {
    number: 23,
    name: "readers of an event stream that take nothing",
    kinds: BOTH,
    run: async (stage, crawl) => {
      const before = residentBytes(stage.program.pid);
      const stalled = await Promise.all(Array.from({ length: STALLED_READERS }, () => openStalled(stage, crawl.id)));
      try {
        const events = await fetch(`${stage.address}/api/jobs/${crawl.id}/events`);
        const [text] = await Promise.all([events.text(), crawl.completed()]);
        assert.match(text, /"status":"completed"/, "a reader beside them did not get the last event");
        const grown = residentBytes(stage.program.pid) - before;
        assert.ok(grown < STALLED_BYTES, `the program grew by ${Math.round(grown / 2 ** 20)} MiB`);
      } finally {
        for (const connection of stalled) connection.close();
      }
      await recovers(stage);
    },
  },
];

/** Opens a connection that requests events and never reads them. */
async function openStalled(stage: Stage, jobId: number): Promise<Deno.TcpConn> {
  const { hostname, port } = new URL(stage.address);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  await connection.write(new TextEncoder().encode(`GET /api/jobs/${jobId}/events HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`));
  return connection;
}

/** Copies the files of both programs together, because each has its own disk and the database has the rows of both. */
async function mergeFiles(from: string, to: string): Promise<void> {
  for (const folder of ["images", "thumbs"]) {
    await new Deno.Command("cp", { args: ["-an", join(from, folder), to] }).output();
  }
  await Deno.remove(from, { recursive: true });
}
