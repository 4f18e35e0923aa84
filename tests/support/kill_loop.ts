import { readConfig } from "../../modules/shared/config.ts";
import { openDatabase } from "../../modules/shared/database/open.ts";
import type { Database } from "../../modules/shared/database/handle.ts";
import { createLog } from "../../modules/shared/log.ts";
import { openEngine } from "../../modules/app/engine.ts";
import { checkDatabase } from "../../modules/app/verify/check_database.ts";
import { verify } from "../../modules/app/verify/verify.ts";
import type { GeneratedSite } from "./generated_site.ts";

const PROGRAM = new URL("./running_engine.ts", import.meta.url).pathname;

/** The result of a crawl that was killed several times. */
export interface KillOutcome {
  status: string;
  digests: string[];
  /** For each kill: paths that were fetched after it although their outcome had been committed before. There should be none. */
  lost: string[][];
  /** For each kill: how many paths had been requested since the previous kill and had no outcome yet. */
  inFlight: number[];
  breaches: string[];
}

/**
 * Crawls a site with a program that is killed with SIGKILL each time the site's log reaches one of these lengths. Then an engine
 * in this process completes the crawl within `seconds`.
 */
export async function crawlWithKills(
  { site, environment, options, killAt, seconds }: {
    site: GeneratedSite;
    environment: Record<string, string>;
    options: Record<string, unknown>;
    killAt: number[];
    seconds: number;
  },
): Promise<KillOutcome> {
  const config = readConfig(environment);
  const log = createLog(config.log);
  const kills: { asked: number; done: Set<string> }[] = [];
  for (const [turn, requests] of killAt.entries()) {
    const program = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", PROGRAM, ...(turn === 0 ? [site.url, JSON.stringify(options)] : [])],
      env: environment,
      stdout: "null",
    }).spawn();
    await Promise.race([site.reached(Math.max(requests, site.log.length + 1)), program.status]);
    program.kill("SIGKILL");
    await program.status;
    const database = await openDatabase(config, { log });
    kills.push({ asked: site.log.length, done: await committed(database) });
    await database.close();
  }
  const engine = await openEngine(config, { log });
  try {
    const status = await untilEnded(engine.database, seconds);
    const stored = await engine.database.query<{ sha256: string }>("select sha256 from image order by 1");
    const findings = await verify({ ...engine, graceMilliseconds: 0 }, await checkDatabase(engine.database));
    return {
      status,
      digests: stored.map(({ sha256 }) => sha256),
      lost: kills.map(({ asked, done }) => site.log.slice(asked).filter((path) => done.has(path))),
      inFlight: kills.map(({ asked, done }, turn) => {
        const sinceLast = new Set(site.log.slice(kills[turn - 1]?.asked ?? 0, asked));
        return sinceLast.difference(done).size;
      }),
      breaches: findings.flatMap(({ invariant, breaches }) => breaches.map((breach) => `${invariant} ${breach}`)),
    };
  } finally {
    await engine.close();
  }
}

async function committed(database: Database): Promise<Set<string>> {
  const rows = await database.query<{ url: string }>("select url from crawl_url where state = 'done'");
  return new Set(rows.map(({ url }) => new URL(url).pathname));
}

async function untilEnded(database: Database, seconds: number): Promise<string> {
  const deadline = performance.now() + seconds * 1_000;
  while (true) {
    const [job] = await database.query<{ status: string }>("select status from crawl_job");
    if (job && (!/^(queued|running)$/.test(job.status) || performance.now() > deadline)) return job.status;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
