/** `deno task bench search`: measures searches through the code path of the API, and other schemes, on a library of any size. */
import { parseArgs } from "node:util";
import { ImageQuery } from "../../../modules/search/schemas.ts";
import { searchImages } from "../../../modules/search/service.ts";
import { AppError } from "../../../modules/shared/errors.ts";
import { STATEMENT_TIMEOUT } from "../../../modules/search/plan/budget.ts";
import { type Database, sqlState } from "../../../modules/shared/database/handle.ts";
import { bulk } from "../bulk.ts";
import { print } from "../print.ts";
import { seededRandom } from "../../support/random.ts";
import { build } from "./build.ts";
import { type Case, CASES, readWords, type Words } from "./cases.ts";
import { openLibrary } from "./library.ts";
import { preparePosts, RIVALS } from "./rivals.ts";
import { measure, timingOf } from "./timing.ts";

const HELP =
  `deno task bench search [--images N] [--embedded] [--runs N] [--only WORDS] [--no-rivals] [--bulk] [--steps N] [--json]

Measures every kind of search on a library of N images with 20 tags each, through the code path of the API: the whole answer with
page, tiles, counts and terms. Each run has new random tags. Prints median and p99 of warm runs, and what other schemes take to
find the ids and to count them. The first run builds the library, which takes minutes; later runs use it again.

  --images N     number of images in the library (1000000)
  --embedded     use the embedded database, under tests/.cache
  --runs N       number of runs of each kind (200)
  --only WORDS   measure only kinds whose name contains the words
  --no-rivals    do not measure other schemes
  --bulk         then measure large edits of tags and a bare insert of the same rows (this leaves tags bench_… in the library)
  --steps N      do at most N steps of the build; the exit status is 3 if some are left
  --json         print one JSON value per line

On a server, it needs TEST_DATABASE_URL. It makes the database bench_search as the role of that URL.
`;

const PAGE = 42;

export async function benchSearch(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: "boolean", default: false },
      images: { type: "string", default: "1000000" },
      embedded: { type: "boolean", default: false },
      runs: { type: "string", default: "200" },
      only: { type: "string", default: "" },
      rivals: { type: "boolean", default: true },
      bulk: { type: "boolean", default: false },
      steps: { type: "string", default: "1000" },
      json: { type: "boolean", default: false },
    },
    allowNegative: true,
  });
  if (values.help) {
    await Deno.stdout.write(new TextEncoder().encode(HELP));
    return 0;
  }
  const kind = values.embedded ? "embedded" : "server";
  const images = Number(values.images);
  const builder = await openLibrary(kind, images, 1);
  const left = await build(builder, images, Number(values.steps)).finally(() => builder.close());
  if (left > 0) return 3;
  const db = await openLibrary(kind, images);
  try {
    const words = await readWords(db, images);
    if (values.rivals && kind === "server") await preparePosts(db);
    for (const one of CASES.filter(({ name }) => name.includes(values.only))) {
      const row = await measureCase(db, one, words, Number(values.runs));
      print({ measure: `${one.name} (${images} images, ${kind})`, ...row }, values);
      if (values.rivals && kind === "server") await measureRivals(db, one, words, values);
    }
    if (values.bulk) { for (const row of await bulk(db)) print(row, values); }
  } finally {
    await db.close();
  }
  return 0;
}

async function measureCase(db: Database, { query }: Case, words: Words, runs: number) {
  const random = seededRandom(7);
  let found = 0;
  let refused = 0;
  let inexact = 0;
  const milliseconds = await measure(runs, async () => {
    try {
      const { count } = await searchImages(db, ImageQuery.parse({ q: query(random, words), limit: PAGE }));
      found += count.value;
      if (!count.exact) inexact++;
    } catch (error) {
      if (!(error instanceof AppError && error.code === "too_costly")) throw error;
      refused++;
    }
  });
  const { median, p99 } = timingOf(milliseconds);
  return { median, p99, found: Math.round(found / (runs + Math.min(100, runs))), refused, inexact };
}

async function measureRivals(db: Database, { name, tags }: Case, words: Words, values: { json: boolean }): Promise<void> {
  if (!tags) return;
  for (const rival of RIVALS) {
    const random = seededRandom(7);
    const slow = 20;
    const page = await timed(() => measure(slow, () => rival.page(db, tags(random, words))));
    const count = await timed(() => measure(slow, () => rival.count(db, tags(random, words))));
    const row = { median: page.median, p99: page.p99, countMedian: count.median, countP99: count.p99 };
    print({ measure: `  ${rival.name}: ${name}`, ...row }, values);
  }
}

/** Returns Infinity if a statement takes longer than the connection allows, which is a minute. */
async function timed(work: () => Promise<number[]>): Promise<{ median: number; p99: number }> {
  try {
    return timingOf(await work());
  } catch (error) {
    if (sqlState(error) === STATEMENT_TIMEOUT) return { median: Infinity, p99: Infinity };
    throw error;
  }
}
