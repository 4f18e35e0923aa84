import { join } from "node:path";
import { unpackTemplate } from "../support/database.ts";
import { openCanary } from "../support/private_spellings.ts";
import type { Random } from "../support/random.ts";
import { closedPort } from "../support/site.ts";
import { CRAWLERS } from "./crawlers.ts";
import { type Disk, hasNamespaces, openDisk } from "./disk.ts";
import { type Cluster, openCluster } from "./postgres_cluster.ts";
import { type Answer, ask, askUntil, type Program, type ProgramSetting, startProgram } from "./program.ts";
import { openProxy, type Proxy } from "./proxy.ts";
import { type FaultSite, openFaultSite } from "./site.ts";

export type Kind = "embedded" | "server";

const START_SECONDS = 60;
const STOP_SECONDS = 10;

/** The PostgreSQL of a stage. It is a cluster of its own behind a proxy. */
export interface Server {
  cluster: Cluster;
  proxy: Proxy;
  /** The name of the stage's database. */
  name: string;
}

/** A program with its own disk and database, and a site that it crawls. Faults are tried on it. */
export interface Stage {
  readonly kind: Kind;
  readonly random: Random;
  readonly site: FaultSite;
  /** Null if this machine has no namespaces. */
  readonly disk: Disk | null;
  readonly server: Server | null;
  readonly setting: ProgramSetting;
  /** The data directory as this process sees it. */
  readonly dataDir: string;
  readonly program: Program;
  readonly address: string;
  /** A free port. Sites on it may be crawled as 127.0.0.2 and as localhost. */
  readonly sparePort: number;
  /** The number of connections to the address of the trap. */
  trapped(): number;
  ask(path: string, options?: Parameters<typeof ask>[1]): Promise<Answer>;
  /** Starts the program and waits until it is ready. */
  start(): Promise<void>;
  /** Starts the program without waiting. */
  launch(more?: Pick<ProgramSetting, "preload">): void;
  ready(seconds?: number): Promise<void>;
  /** Sends SIGTERM. Throws unless the program ends with exit status 0 within ten seconds. */
  stop(): Promise<void>;
  kill(): Promise<void>;
  close(): Promise<void>;
}

export async function openStage({ kind, random }: { kind: Kind; random: Random }): Promise<Stage> {
  const root = await Deno.makeTempDir({ prefix: "image-tagger-faults-" });
  const inside = join(root, "data");
  const crawlersDir = join(root, "crawlers");
  await Deno.mkdir(inside);
  await Deno.mkdir(crawlersDir);
  for (const [name, source] of Object.entries(CRAWLERS)) await Deno.writeTextFile(join(crawlersDir, `${name}.ts`), source);
  const canary = openCanary();
  const site = await openFaultSite({ trap: `http://127.0.0.1:${canary.port}/` });
  const disk = await hasNamespaces() ? await openDisk(inside) : null;
  const dataDir = disk?.outside ?? inside;
  const server = kind === "server" ? await openStageServer() : null;
  if (server === null) await unpackTemplate(join(dataDir, "database"));
  const [port, sparePort] = [closedPort(), closedPort()];
  const address = `http://127.0.0.1:${port}`;
  const setting: ProgramSetting = {
    wrapper: disk?.wrapper ?? [],
    environment: {
      DATA_DIR: inside,
      CRAWLERS_DIR: crawlersDir,
      PORT: String(port),
      LOG_LEVEL: "warning",
      LOG_FORMAT: "text",
      INSPECT_PROCESSES: "1",
      CRAWL_CONCURRENT_JOBS: "4",
      CRAWL_ALLOWED_PRIVATE_HOSTS: `${site.hostPort},127.0.0.2:${sparePort},localhost:${sparePort}`,
      ...(server ? { DATABASE_URL: `postgres://test@127.0.0.1:${server.proxy.port}/${server.name}` } : {}),
    },
  };

  let program: Program | null = null;
  const running = (): Program => {
    if (program === null) throw new Error("No program was started yet");
    return program;
  };
  const launch: Stage["launch"] = (more = {}) => void (program = startProgram({ ...setting, ...more }));
  const ready = async (seconds = START_SECONDS) => {
    await askUntil(`${address}/readyz`, ({ status }) => status === 200, { seconds, program: running() });
  };
  const kill = async () => {
    program?.kill("SIGKILL");
    await program?.status;
  };
  return {
    kind,
    random,
    site,
    disk,
    server,
    setting,
    dataDir,
    address,
    sparePort,
    get program() {
      return running();
    },
    trapped: canary.accepted,
    ask: (path, options) => ask(address + path, options),
    launch,
    ready,
    start: async () => {
      launch();
      await ready();
    },
    stop: () => stopInTime(running()),
    kill,
    close: async () => {
      await kill();
      await server?.proxy.close();
      await server?.cluster.close();
      await site.close();
      await canary.close();
      await disk?.close();
      await Deno.remove(root, { recursive: true });
    },
  };
}

async function openStageServer(): Promise<Server> {
  const cluster = await openCluster();
  return { cluster, proxy: openProxy(cluster.port), name: await cluster.createDatabase() };
}

async function stopInTime(program: Program): Promise<void> {
  program.kill("SIGTERM");
  const late = setTimeout(() => program.kill("SIGKILL"), STOP_SECONDS * 1_000);
  const { code, signal } = await program.status;
  clearTimeout(late);
  if (signal === "SIGKILL") throw new Error(`The program had not ended ${STOP_SECONDS} s after SIGTERM`);
  if (code !== 0) throw new Error(`The program ended with ${code} on SIGTERM: ${program.errors().slice(-2_000)}`);
}
