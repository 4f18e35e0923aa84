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
  /** From the first to the last kept image; null where fewer than two were kept. */
  perSecond: number | null;
  usage: Usage | null;
}

/** `deno task crawl` of a site on loopback, without politeness, into an empty data directory. Throws where it does not complete. */
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
        // Empty is unset: a server's database of whoever runs this is not the bench's.
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
