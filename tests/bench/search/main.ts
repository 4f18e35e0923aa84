/** `deno task bench search`: searches through the code path of the API, beside other schemes, on a library of any size. */
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

Searches of every kind on a library of N images with twenty tags each, through the code path of the API: the whole answer, page,
tiles, counts and terms. Warm; median and 99th percentile of as many runs, the tags drawn anew for each. Beside it what other
schemes take for the bare ids and the bare count. The library is built in the first run (minutes) and kept for the next.

  --images N     how large the library is (1000000)
  --embedded     on the embedded database, under tests/.cache
  --runs N       of each kind (200)
  --only WORDS   kinds whose name holds the words
  --no-rivals    without the other schemes
  --bulk         at the end also large edits of tags, beside the bare insert (they leave the tags bench_… behind)
  --steps N      only build, at most N steps of it; exit status 3 while some are left
  --json         one JSON value a line

On the server it needs TEST_DATABASE_URL, as the role of which it makes the database bench_search.
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

/** Infinity: a statement ran into the minute that the connection allows. */
async function timed(work: () => Promise<number[]>): Promise<{ median: number; p99: number }> {
  try {
    return timingOf(await work());
  } catch (error) {
    if (sqlState(error) === STATEMENT_TIMEOUT) return { median: Infinity, p99: Infinity };
    throw error;
  }
}
