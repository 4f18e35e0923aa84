import { FILE_TYPES, FOUND_KINDS, HAS_FLAGS, IS_FLAGS, ORDERS } from "../../modules/search/grammar/choices.ts";
import { SEARCH_LENGTH, SEARCH_TERMS } from "../../modules/search/schemas.ts";
import { tokensOf } from "../../modules/search/grammar/lexer.ts";
import { type Metatag, METATAGS } from "../../modules/search/grammar/metatags.ts";
import { termOf } from "../../modules/tags/urls.ts";
import { between, pick, type Random, several } from "./random.ts";

/** The values that queries are made of. They should be from the library that is searched, so that queries find something. */
export interface QueryWords {
  tags: readonly string[];
  hosts: readonly string[];
  /** Whole texts. Queries use parts of them. */
  texts: readonly string[];
  addresses: readonly string[];
  hashes: { md5: readonly string[]; sha256: readonly string[] };
  /** The greatest id of images and jobs in queries. */
  images: number;
  jobs: number;
}

/** Returns a valid search of one to about twelve terms, in all spellings of the grammar, sometimes with `order:` and `limit:`. */
export function randomQuery(random: Random, words: QueryWords): string {
  for (;;) {
    const query = randomWhole(random, words);
    if (tokensOf(query).filter(({ kind }) => kind === "word").length <= SEARCH_TERMS && query.length <= SEARCH_LENGTH) {
      return query;
    }
  }
}

function randomWhole(random: Random, words: QueryWords): string {
  const parts = [randomEither(random, words, 3)];
  if (random() < 0.3) parts.push(`${pick(random, ["order", "sort"])}:${pick(random, ORDERS).name}`);
  if (random() < 0.1) parts.push(`limit:${between(random, 1, 200)}`);
  return parts.length === 1 ? parts[0] ?? "" : `(${parts[0]}) ${parts.slice(1).join(" ")}`;
}

function randomEither(random: Random, words: QueryWords, depth: number): string {
  const sides = several(random, random() < 0.25 ? 2 : 1, () => randomBoth(random, words, depth));
  return sides.join(pick(random, [" or ", " OR ", "|", " || "]));
}

function randomBoth(random: Random, words: QueryWords, depth: number): string {
  const factors = several(random, pick(random, [1, 1, 1, 2, 2, 3]), () => randomFactor(random, words, depth));
  return factors.join(pick(random, [" ", " ", " ", "  ", " and ", "&&"]));
}

function randomFactor(random: Random, words: QueryWords, depth: number): string {
  const sign = random() < 0.2 ? pick(random, ["-", "-", "!", "not ", "NOT "]) : "";
  if (depth > 0 && random() < 0.15) return `${sign}(${randomEither(random, words, depth - 1)})`;
  return sign + (random() < 0.5 ? randomTag(random, words) : randomMetatag(random, words));
}

function randomTag(random: Random, { tags }: QueryWords): string {
  const name = random() < 0.05 ? "no_such_tag" : pick(random, tags);
  const kind = random();
  if (kind < 0.75) return termOf(name);
  if (kind < 0.8) return `"${name.replaceAll("\\", "\\\\")}"`;
  const pattern = wild(random, name);
  return `"${pattern.replaceAll("\\", "\\\\")}"`;
}

/** Replaces a part of the text by a wildcard. */
function wild(random: Random, text: string): string {
  const characters = [...text];
  const from = between(random, 0, characters.length);
  const to = between(random, from, characters.length);
  return `${characters.slice(0, from).join("")}*${characters.slice(to).join("")}`;
}

function randomMetatag(random: Random, words: QueryWords): string {
  const metatag = pick(random, METATAGS.filter(({ value }) => value.kind !== "order" && value.kind !== "limit"));
  const name = pick(random, [metatag.name, metatag.name, ...metatag.aliases]);
  return `${name}:${randomValue(random, metatag, words)}`;
}

function randomValue(random: Random, { value }: Metatag, words: QueryWords): string {
  switch (value.kind) {
    case "number":
      if (value.optional && random() < 0.15) return pick(random, ["any", "none"]);
      return randomRanges(random, (random) => randomNumber(random, value.field, words), compareNumbers);
    case "time":
      return randomTime(random, value.onlyAges);
    case "text":
      return randomText(random, value.lists ? words.texts : words.addresses);
    case "hash":
      return several(random, between(random, 1, 3), () => pick(random, words.hashes[value.field])).join(",");
    case "is":
      return pick(random, IS_FLAGS).name;
    case "has":
      return pick(random, HAS_FLAGS).name;
    case "filetype":
      return several(random, between(random, 1, 2), () => pick(random, FILE_TYPES.slice(0, 5)).name).join(",");
    case "found":
      return random() < 0.1
        ? pick(random, ["any", "none"])
        : several(random, between(random, 1, 2), () => pick(random, FOUND_KINDS.slice(0, 6)).name).join(",");
    case "site":
      return random() < 0.3 ? wild(random, pick(random, words.hosts)) || "*" : pick(random, words.hosts);
    case "similar":
      return `${between(random, 1, words.images)}${random() < 0.7 ? `~${between(random, 0, 32)}` : ""}`;
    default:
      return random() < 0.1 ? pick(random, ["any", "none"]) : several(random, 2, () => between(random, 1, words.jobs)).join(",");
  }
}

function randomRanges(
  random: Random,
  point: (random: Random) => string,
  compare: (one: string, other: string) => number,
): string {
  return several(random, random() < 0.2 ? 2 : 1, () => randomRange(random, point, compare)).join(",");
}

function randomRange(random: Random, point: (random: Random) => string, compare: (one: string, other: string) => number): string {
  const kind = random();
  const value = point(random);
  if (kind < 0.3) return value;
  if (kind < 0.6) return pick(random, [">", ">=", "<", "<="]) + value;
  if (kind < 0.7) return random() < 0.5 ? `${value}..` : `..${value}`;
  const [low, high] = [value, point(random)].sort(compare);
  return `${low}..${high}`;
}

function randomNumber(random: Random, field: string, { images }: QueryWords): string {
  switch (field) {
    case "id":
      return String(between(random, 1, images));
    case "width":
    case "height":
      return String(pick(random, [between(random, 0, 3_000), 640, 1_080, 1_920]));
    case "mpixels":
      return (random() * 6).toFixed(between(random, 0, 3));
    case "ratio":
      return random() < 0.5 ? pick(random, ["1:1", "3:2", "4:3", "16:9", "9:16"]) : (random() * 3).toFixed(2);
    case "filesize":
      return pick(random, [
        String(between(random, 0, 4_000_000)),
        `${between(random, 1, 4_000)}kb`,
        `${(random() * 4).toFixed(1)}mb`,
      ]);
    case "rating":
      return String(between(random, 1, 5));
    default:
      return String(between(random, 0, 6));
  }
}

const UNITS: Record<string, number> = { b: 1, kb: 1024, mb: 1024 ** 2 };

function compareNumbers(one: string, other: string): number {
  return numberOf(one) - numberOf(other);
}

function numberOf(text: string): number {
  const [, first = "0", second, unit = "b"] = /^([\d.]+)(?::([\d.]+))?([a-z]*)$/.exec(text) ?? [];
  return Number(first) / Number(second ?? 1) * (UNITS[unit] ?? 1);
}

const AGES = ["0s", "40s", "5min", "3h", "1d", "6d", "2w", "5mo", "2y"];
const DATES = ["2022", "2022-11", "2023-02-03", "2023-06-01T10:30", "2023-12-31T23:59:59Z", "2024", "2025-01-01T00:00+05:30"];

/** Returns an age or a date, or a range of two. Both lists are in the order of ranges, so that no range is empty. */
function randomTime(random: Random, onlyAges: boolean): string {
  const points = onlyAges || random() < 0.4 ? AGES : DATES;
  const first = between(random, 0, points.length - 1);
  const text = points[first] ?? "";
  const kind = random();
  if (kind < 0.25) return random() < 0.2 && !onlyAges ? pick(random, ["today", "yesterday"]) : text;
  if (kind < 0.6) return pick(random, [">", ">=", "<", "<="]) + text;
  const later = points[first + 1 + between(random, 0, 2)];
  return later === undefined ? `..${text}` : `${text}..${later}`;
}

function randomText(random: Random, texts: readonly string[]): string {
  const kind = random();
  if (kind < 0.1) return pick(random, ["any", "none"]);
  const text = pick(random, texts);
  const characters = [...text];
  const from = between(random, 0, Math.max(0, characters.length - 1));
  const part = characters.slice(from, between(random, from + 1, characters.length)).join("") || "a";
  const pattern = kind < 0.6 ? escapeQuoted(part) : wild(random, text).split("*").map(escapeQuoted).join("*");
  return `"${pattern}"`;
}

function escapeQuoted(text: string): string {
  return text.replace(/["\\*]/g, "\\$&");
}
