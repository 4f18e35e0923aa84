/** `deno task bench`: measures a crawl and, in the same run, the parts of its work alone. Nothing is asserted. */
import { parseArgs } from "node:util";
import { benchCompletion } from "./completion.ts";
import { ensureAssets } from "../../modules/shared/web/build.ts";
import { createServerDatabase } from "../support/database.ts";
import { download, type Rate, thumbnails } from "./baselines.ts";
import { crawl } from "./crawl.ts";
import { discovery } from "./discovery.ts";
import { generateSite } from "./generate.ts";
import { print, type Row } from "./print.ts";
import { benchSearch } from "./search/main.ts";
import { survey } from "./survey.ts";

const HELP = `deno task bench [--images N] [--url URL] [--json]

Crawls a site on loopback and prints images per second, processor time and memory. Also measures a plain download and sharp alone
in the same run. Rates depend on the machine, so compare the ratios.
Processor time is that of all processes of the crawl, including their start.

  --images N   number of images of the generated site (600)
  --url URL    measure this site instead, which must be on loopback
  --json       print one JSON value per line

"deno task bench completion" measures the completion after each key press; see its --help.
"deno task bench search" measures searches; see its --help.

If TEST_DATABASE_URL is set, the crawl is also measured on that server, in a database of its own.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      help: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      images: { type: "string", default: "600" },
      url: { type: "string" },
    },
  });
  if (values.help) return void await Deno.stdout.write(new TextEncoder().encode(HELP));
  const images = Number(values.images);
  if (!Number.isInteger(images) || images < 1 || images > 100_000) throw new Error("--images is a number from 1 to 100000");
  if (values.url !== undefined && !isLoopback(values.url)) {
    throw new Error("--url is an address on loopback: http://127.0.0.1:…/");
  }
  await ensureAssets();
  const show = (row: Row) => print(row, values);
  if (values.url === undefined) await withGeneratedSite(images, (url) => measure(url, show));
  else await measure(values.url, show);
}

async function measure(url: string, show: (row: Row) => void): Promise<void> {
  const { pages, images } = await survey(url);
  const { bodies, ...plain } = await download(images);
  show({ measure: "download", ...plain });
  const needed = await thumbnails(bodies, { every: false });
  show({ measure: "sharp, thumbnails as a crawl makes them", ...needed });
  show({ measure: "sharp, a thumbnail of every image", ...await thumbnails(bodies, { every: true }) });
  show({ measure: "crawl, embedded database", ...compared(await crawl(url, null), plain, needed) });
  if (Deno.env.get("TEST_DATABASE_URL")) {
    const { url: databaseUrl, drop } = await createServerDatabase();
    const crawled = await crawl(url, databaseUrl).finally(drop);
    show({ measure: "crawl, database server", ...compared(crawled, plain, needed) });
  }
  show({ measure: "discovery", ...discovery(pages) });
}

function compared({ images, pages, perSecond, usage }: Awaited<ReturnType<typeof crawl>>, plain: Rate, sharp: Rate) {
  const share = (rate: Rate) => perSecond === null ? null : perSecond / rate.perSecond;
  return {
    images,
    pages,
    perSecond,
    ofDownload: share(plain),
    ofSharp: share(sharp),
    cpuMillisecondsAnImage: usage && images > 0 ? usage.cpuMilliseconds / images : null,
    peakMegabytes: usage && usage.peakBytes / 1e6,
  };
}

async function withGeneratedSite(images: number, work: (url: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "bench_site_" });
  try {
    await generateSite(folder, images);
    const server = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        `--allow-read=${folder}`,
        "--allow-net=127.0.0.1",
        new URL("./site.ts", import.meta.url).href,
        folder,
      ],
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const reader = server.stdout.getReader();
    try {
      const { value } = await reader.read();
      await work(`http://127.0.0.1:${new TextDecoder().decode(value).trim()}/`);
    } finally {
      await reader.cancel();
      server.kill();
      await server.status;
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function isLoopback(url: string): boolean {
  return URL.canParse(url) && /^(localhost|127(\.[0-9]+){3}|\[::1\])$/.test(new URL(url).hostname);
}

if (Deno.args[0] === "completion") Deno.exit(await benchCompletion(Deno.args.slice(1)));
if (Deno.args[0] === "search") Deno.exit(await benchSearch(Deno.args.slice(1)));
await main();
