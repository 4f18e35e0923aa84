/** `deno task bench completion`: measures the completion after each key press, in a large vocabulary. */
import { parseArgs } from "node:util";
import { completeSearch } from "../../modules/search/completion/service.ts";
import type { Database, Queryable } from "../../modules/shared/database/handle.ts";
import { openTestDatabase } from "../support/database.ts";
import { between, pick, type Random, seededRandom, several } from "../support/random.ts";
import { print } from "./print.ts";

const HELP = `deno task bench completion [--tags N] [--rounds N] [--embedded] [--json]

Types words into a search, letter by letter, and measures each completion through the code path of the API. Prints median, p99 and
the slowest, in milliseconds. The target is 10 ms with 100000 names.

  --tags N     number of names in the vocabulary, a tenth of them aliases (100000)
  --rounds N   how often each word is typed (20)
  --embedded   use the embedded database instead of the server of TEST_DATABASE_URL
  --json       print one JSON value per line
`;

/** Common and rare beginnings, a namespace that a fifth of all names share, words within names, and misspelled names. */
const WORDS: Record<string, readonly string[]> = {
  beginnings: ["blue_eyes", "boat_race", "a", "s", "mo", "re", "th", "zebra"],
  namespace: ["artist:smith", "artist:s"],
  words: ["race_boat", "smith", "bl_ey"],
  slips: ["bleu_eyes", "baot", "skrit", "artist:smiht", "boatrcae", "zzzzzzzz"],
  metatags: ["wid", "width:", "is:ani", "order:file"],
};
const KNOWN = ["blue_eyes", "skirt", "boat", "boat_race", "red_boat", "artist:smith"];
const BATCH = 10_000;

export async function benchCompletion(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: "boolean", default: false },
      tags: { type: "string", default: "100000" },
      rounds: { type: "string", default: "20" },
      embedded: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    await Deno.stdout.write(new TextEncoder().encode(HELP));
    return 0;
  }
  const db = await openTestDatabase(values.embedded ? "embedded" : "server");
  try {
    const begun = performance.now();
    await fill(db, Number(values.tags));
    print({ measure: "names", names: Number(values.tags), seconds: (performance.now() - begun) / 1_000 }, values);
    for (const [name, words] of Object.entries(WORDS)) {
      print({ measure: name, ...await typeAll(db, words, Number(values.rounds)) }, values);
    }
    return 0;
  } finally {
    await db.close();
  }
}

/** Asks for a completion after each letter. The first round is not counted. */
async function typeAll(db: Queryable, words: readonly string[], rounds: number) {
  const milliseconds: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    for (const q of words.flatMap((word) => Array.from(word, (_, index) => word.slice(0, index + 1)))) {
      const begun = performance.now();
      await completeSearch(db, { q, caret: q.length, limit: 10 });
      if (round > 0) milliseconds.push(performance.now() - begun);
    }
  }
  milliseconds.sort((one, other) => one - other);
  const at = (share: number) => milliseconds[Math.floor((milliseconds.length - 1) * share)] ?? NaN;
  return { answers: milliseconds.length, median: at(0.5), p99: at(0.99), slowest: at(1) };
}

/** Inserts tags and aliases with names of syllables. How often they are used follows Zipf's law. */
async function fill(db: Database, count: number): Promise<void> {
  const random = seededRandom(7);
  const stems = several(random, 8_000, wordOf);
  const names = new Set(KNOWN);
  while (names.size < count) names.add(nameOf(random, stems));
  const shuffled = [...names].map((name) => ({ name, dice: random() })).sort((one, other) => one.dice - other.dice);
  const tags = shuffled.slice(0, Math.ceil(count * 0.9)).map(({ name }, rank) => ({
    name,
    uses: Math.floor(500_000 / (rank + 1)),
  }));
  for (let start = 0; start < tags.length; start += BATCH) {
    await db.query(
      `insert into tag (name, image_count) select name, uses
      from jsonb_to_recordset($1::text::jsonb) as given (name text, uses bigint)`,
      [JSON.stringify(tags.slice(start, start + BATCH))],
    );
  }
  await db.query(
    `insert into tag_alias (name, tag_id) select value, 1 + (number * 7919) % $2::bigint
    from jsonb_array_elements_text($1::text::jsonb) with ordinality as given (value, number)`,
    [JSON.stringify(shuffled.slice(tags.length).map(({ name }) => name)), tags.length],
  );
  for (const table of ["tag", "tag_alias", "tag_spelling"]) await db.query(`vacuum analyze ${table}`);
}

const SYLLABLES =
  "ba be bi bo bu ca co da de di fa fe fi ga go ha he hi ka ki la le li lo ma me mi mo na ne no pa pe po ra re ri ro " +
  "sa se si so su ta te ti to tu va ve wa ya ze th sh ch st tr pl gr bl br cr";

function wordOf(random: Random): string {
  return several(random, between(random, 2, 4), () => pick(random, SYLLABLES.split(" "))).join("") +
    pick(random, ["", "", "n", "s", "r", "t"]);
}

function nameOf(random: Random, stems: readonly string[]): string {
  const stem = () => stems[Math.floor(stems.length * random() ** 2.5)] ?? "";
  const kind = random();
  if (kind < 0.2) return `artist:${wordOf(random)}${random() < 0.5 ? `_${wordOf(random)}` : ""}`;
  if (kind < 0.3) return `${stem()}_(${stem()})`;
  if (kind < 0.4) return wordOf(random);
  return several(random, kind < 0.8 ? 2 : 3, stem).join("_");
}
