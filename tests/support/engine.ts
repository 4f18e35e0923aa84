import assert from "node:assert/strict";
import { join } from "node:path";
import { type Engine, openEngine } from "../../modules/app/engine.ts";
import type { EgressLimits } from "../../modules/crawl/messages.ts";
import {
  type Job,
  JobInput,
  type JobOptions,
  type JobSecrets,
  LedgerQuery,
  type LedgerUrl,
} from "../../modules/crawl/schemas.ts";
import { isTerminal } from "../../modules/crawl/jobs/job_view.ts";
import type { Finding } from "../../modules/app/verify/finding.ts";
import { verify } from "../../modules/app/verify/verify.ts";
import { readConfig } from "../../modules/shared/config.ts";
import { createLog } from "../../modules/shared/log.ts";
import { createServerDatabase, unpackTemplate } from "./database.ts";

export interface EngineSetting {
  /** The `host:port` of the sites on loopback that may be crawled. */
  sites: string[];
  /** The files of CRAWLERS_DIR by their names without ".ts". */
  crawlers?: Record<string, string>;
  silenceMilliseconds?: number;
  graceSeconds?: number;
  egressLimits?: Partial<EgressLimits>;
  /** Gets the lines of the log, instead of standard error. */
  log?: (line: string) => void;
  kind?: "embedded" | "server";
  environment?: Record<string, string>;
}

/** An engine on a data directory of its own, with a real database, child processes and files. */
export interface TestEngine {
  readonly engine: Engine;
  readonly dataDir: string;
  /** The ids of its own child processes whose command line contains a text. Other test files have others. */
  children(program: string): ProcessInfo[];
  start(url: string, options?: Partial<JobOptions & JobSecrets>): Promise<Job>;
  /** Starts a job and waits for its end. */
  crawl(url: string, options?: Partial<JobOptions & JobSecrets>, seconds?: number): Promise<Job>;
  until(id: number, reached: (job: Job) => boolean, seconds?: number): Promise<Job>;
  ended(id: number, seconds?: number): Promise<Job>;
  ledger(id: number): Promise<LedgerUrl[]>;
  /** Returns the outcome of each URL, by its path on the first site. */
  outcomes(id: number): Promise<Record<string, string>>;
  texts(id: number): Promise<string[]>;
  /** Returns breaches of the invariants. There should be none. */
  breaches(): Promise<string[]>;
  /** Closes the engine, and opens another one on the same data directory. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

export async function openTestEngine(setting: EngineSetting): Promise<TestEngine> {
  const root = await Deno.makeTempDir({ prefix: "image-tagger-" });
  const dataDir = join(root, "data");
  const crawlersDir = join(root, "crawlers");
  await Deno.mkdir(crawlersDir);
  for (const [name, source] of Object.entries(setting.crawlers ?? {})) {
    await Deno.writeTextFile(join(crawlersDir, `${name}.ts`), source);
  }
  const server = setting.kind === "server" ? await createServerDatabase() : null;
  if (server === null) await unpackTemplate(join(dataDir, "database"));
  const config = readConfig({
    DATA_DIR: dataDir,
    CRAWLERS_DIR: crawlersDir,
    CRAWL_ALLOWED_PRIVATE_HOSTS: setting.sites.join(","),
    INSPECT_PROCESSES: "1",
    LOG_LEVEL: "error",
    ...(server ? { DATABASE_URL: server.url } : {}),
    ...setting.environment,
  });
  const { silenceMilliseconds = 10_000, graceSeconds = 1, egressLimits = {} } = setting;
  const log = createLog({ ...config.log, ...(setting.log ? { write: setting.log } : {}) });
  const open = () => openEngine(config, { log, silenceMilliseconds, graceSeconds, egressLimits });
  let engine = await open();

  const start = (url: string, options: Partial<JobOptions & JobSecrets> = {}) =>
    engine.manager.create(JobInput.parse({ urls: [url], options: { delayMilliseconds: 0, sitemaps: false, ...options } }));
  const until = async (id: number, reached: (job: Job) => boolean, seconds = 30) => {
    const deadline = performance.now() + seconds * 1_000;
    while (true) {
      const job = await engine.manager.get(id);
      if (reached(job)) return job;
      assert.ok(performance.now() < deadline, `job ${id} is ${job.status} after ${seconds} s: ${JSON.stringify(job.counters)}`);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
  };
  const ended = (id: number, seconds?: number) => until(id, ({ status }) => isTerminal(status), seconds);
  const ledger = async (id: number) => (await engine.manager.urls(id, LedgerQuery.parse({ limit: 200 }))).items;

  return {
    get engine() {
      return engine;
    },
    dataDir,
    children: (program) => childrenOf(Deno.pid, program).filter(({ command }) => command.includes(dataDir)),
    start,
    until,
    ended,
    ledger,
    crawl: async (url, options, seconds) => await ended((await start(url, options)).id, seconds),
    outcomes: async (id) =>
      Object.fromEntries((await ledger(id)).map(({ url, state, outcome, reason }) => [
        url.replace(`http://${setting.sites[0]}/`, "/"),
        [outcome ?? state, ...(reason === null ? [] : [reason])].join(" "),
      ])),
    texts: async (id) => (await engine.manager.messages(id)).map(({ text }) => text),
    breaches: async () => {
      // An attempt that was aborted may still be removing its temp folder, so the check waits for it.
      for (let turn = 0; turn < 50; turn++) {
        if ((await breachesOf(engine)).length === 0) return [];
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return await breachesOf(engine);
    },
    reopen: async () => {
      await engine.close();
      engine = await open();
    },
    close: async () => {
      await engine.close();
      await server?.drop();
      await Deno.remove(root, { recursive: true });
    },
  };
}

async function breachesOf(engine: Engine): Promise<string[]> {
  const findings = await verify({ ...engine, graceMilliseconds: 0 });
  return findings.flatMap(({ invariant, breaches }: Finding) => breaches.map((breach) => `${invariant} ${breach}`));
}

export interface ProcessInfo {
  pid: number;
  command: string;
}

/** Returns the ids of the child processes whose command line contains a text. Linux only. */
export function childrenOf(parent: number, text = ""): ProcessInfo[] {
  return [...Deno.readDirSync("/proc")].flatMap(({ name }) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = Deno.readTextFileSync(`/proc/${name}/stat`);
      const [state, ppid] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const command = Deno.readTextFileSync(`/proc/${name}/cmdline`).replaceAll("\0", " ");
      return Number(ppid) === parent && state !== "Z" && command.includes(text) ? [{ pid: Number(name), command }] : [];
    } catch {
      return [];
    }
  });
}

export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(Deno.readTextFileSync(`/proc/${pid}/stat`));
  } catch {
    return false;
  }
}
