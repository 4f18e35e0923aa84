import { METATAGS } from "../../modules/search/grammar/metatags.ts";
import { AWKWARD_WORDS } from "./query_words.ts";
import { between, pick, type Random, several } from "./random.ts";
import { randomQuery } from "./random_query.ts";

const LONGEST = 2_000;
const TOKENS = [
  ...METATAGS.flatMap(({ name, example }) => [`${name}:`, example]),
  ...[
    "(",
    ")",
    "((",
    "))",
    "-",
    "!",
    "~",
    "|",
    "||",
    "&&",
    "&",
    `"`,
    `\\"`,
    `""`,
    "\\",
    "*",
    "**",
    ",",
    "..",
    ":",
    "::",
    "<",
    ">=",
    "=",
  ],
  ...[
    " ",
    "  ",
    "\t",
    "\n",
    "\u3000",
    " or ",
    " OR ",
    " and ",
    " not ",
    "NOT",
    "any",
    "none",
    "today",
    "7d",
    "1.5mb",
    "16:9",
    "2024-05",
  ],
  ...[
    "boat",
    "fate_(series)",
    "re:zero",
    ":)",
    "ö",
    "🦊",
    "\ud83e",
    "\udd8a",
    "\u0000",
    "\u202e",
    "\u200d",
    "e\u0301",
    "ﷺ",
    "İ",
    "ß",
    "9".repeat(20),
  ],
];

/**
 * Returns a text that somebody may send as a search: pieces of the grammar in any order, garbage, or a valid search with an
 * error.
 */
export function randomString(random: Random): string {
  const kind = random();
  if (kind < 0.1) return mutate(random, randomQuery(random, AWKWARD_WORDS));
  if (kind < 0.2) return String.fromCharCode(...several(random, between(random, 0, 40), (random) => between(random, 0, 0xffff)));
  if (kind < 0.21) return pick(random, TOKENS).repeat(LONGEST).slice(0, between(random, 0, LONGEST + 5));
  return several(random, between(random, 0, kind < 0.25 ? 400 : 12), (random) => pick(random, TOKENS)).join("");
}

function mutate(random: Random, query: string): string {
  const at = between(random, 0, query.length);
  return query.slice(0, at) + (random() < 0.5 ? pick(random, TOKENS) : "") + query.slice(at + between(random, 0, 2));
}
