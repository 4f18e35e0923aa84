import { fileURLToPath } from "node:url";
import { z } from "zod";
import { ROOT } from "../support/run_deno.ts";
import { type Usage, watchProcesses } from "./processes.ts";

const POLITENESS_OFF = [
  "--delay-milliseconds",
  "0",
  "--no-respect-robots",
  "--per-host-concurrency",
  "32",
  "--concurrency",
  "32",
];
const Last = z.object({
  status: z.string(),
  keepSeconds: z.number().nullable(),
  counters: z.object({ imagesStored: z.number(), pagesDone: z.number() }),
});

export interface Crawled {
  images: number;
  pages: number;
  /** Images per second, from the first to the last stored image; null if fewer than two were stored. */
  perSecond: number | null;
  usage: Usage | null;
}

/** Runs `deno task crawl` of a site on loopback, without politeness, into an empty data directory. Throws if it fails. */
export async function crawl(url: string, databaseUrl: string | null): Promise<Crawled> {
  const dataDir = await Deno.makeTempDir({ prefix: "bench_data_" });
  const { host, port } = new URL(url);
  try {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", "crawl", url, "--json", ...POLITENESS_OFF],
      cwd: fileURLToPath(ROOT),
      env: {
        DATA_DIR: dataDir,
        CRAWL_ALLOWED_PRIVATE_HOSTS: host,
        CRAWL_ALLOWED_PORTS: port || "80",
        // Empty counts as unset. Without this, the crawl would use the DATABASE_URL of whoever runs the bench.
        DATABASE_URL: databaseUrl ?? "",
      },
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const watched = watchProcesses(child.pid);
    const { code, stdout } = await child.output();
    const usage = watched.stop();
    const line = new TextDecoder().decode(stdout).trimEnd().split("\n").at(-1) ?? "";
    if (code !== 0) throw new Error(`The crawl ended with ${code}: ${line.slice(0, 500)}`);
    const { keepSeconds, counters: { imagesStored, pagesDone } } = Last.parse(JSON.parse(line));
    return { images: imagesStored, pages: pagesDone, perSecond: keepSeconds ? imagesStored / keepSeconds : null, usage };
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}
