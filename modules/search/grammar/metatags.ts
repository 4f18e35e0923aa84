import { PAGE_LIMIT } from "../../shared/page.ts";
import type { NumberField, TextField, TimeField } from "./ast.ts";
import { type Choice, FILE_TYPES, FOUND_KINDS, HAS_FLAGS, IS_FLAGS, ORDERS } from "./choices.ts";
import { type Notation, NUMERIC_METATAGS, type NumericField } from "./numbers.ts";

/** How the value of a metatag is read. */
export type MetatagValue =
  | { kind: "number"; field: NumberField; notation: Notation; optional: boolean; least?: number; most?: number }
  | { kind: "time"; field: TimeField; onlyAges: boolean }
  | { kind: "text"; field: TextField; lists: boolean }
  | { kind: "hash"; field: "md5" | "sha256"; digits: number }
  | { kind: "is" | "has" | "order" | "filetype" | "found" | "site" | "job" | "similar" | "limit" };

/** A metatag, which is called a filter on screens. The parser, its messages, completion and the help page use this description. */
export interface Metatag {
  name: string;
  aliases: readonly string[];
  value: MetatagValue;
  /** The meaning, as a phrase. */
  help: string;
  /** A whole term. */
  example: string;
}

function number({ name, aliases = [], notation, none, least, most, help, example }: typeof NUMERIC_METATAGS[number]): Metatag {
  const bounds = { ...(least === undefined ? {} : { least }), ...(most === undefined ? {} : { most }) };
  return {
    name,
    aliases,
    value: { kind: "number", field: name, notation, optional: none !== "refused", ...bounds },
    help,
    example,
  };
}

/** These come after the digests on the help page. The other numbers come after the times. */
const OF_THE_FILE: readonly NumericField[] = ["width", "height", "mpixels", "ratio", "filesize"];

function numbersOfTheFile(): Metatag[] {
  return OF_THE_FILE.flatMap((field) => NUMERIC_METATAGS.filter(({ name }) => name === field)).map(number);
}

function otherNumbers(): Metatag[] {
  return NUMERIC_METATAGS.filter(({ name }) => !OF_THE_FILE.includes(name)).map(number);
}

function text(field: TextField, help: string, example: string, aliases: readonly string[] = []): Metatag {
  // A comma may be part of an address.
  return { name: field, aliases, value: { kind: "text", field, lists: field !== "page" && field !== "url" }, help, example };
}

export const METATAGS: readonly Metatag[] = [
  {
    name: "id",
    aliases: [],
    value: { kind: "number", field: "id", notation: "whole", optional: false },
    help: "the number of an image",
    example: "id:100..200",
  },
  {
    name: "md5",
    aliases: [],
    value: { kind: "hash", field: "md5", digits: 32 },
    help: "the MD5 of its bytes",
    example: `md5:${"0".repeat(32)}`,
  },
  {
    name: "sha256",
    aliases: ["hash"],
    value: { kind: "hash", field: "sha256", digits: 64 },
    help: "the SHA-256 of its bytes",
    example: `sha256:${"0".repeat(64)}`,
  },
  ...numbersOfTheFile(),
  {
    name: "filetype",
    aliases: ["type", "ext"],
    value: { kind: "filetype" },
    help: "the format of the file",
    example: "filetype:png,webp",
  },
  {
    name: "date",
    aliases: ["created"],
    value: { kind: "time", field: "created", onlyAges: false },
    help: "when it was stored (UTC)",
    example: "date:2024-05..2024-07",
  },
  {
    name: "age",
    aliases: [],
    value: { kind: "time", field: "created", onlyAges: true },
    help: "how long ago it was stored",
    example: "age:<7d",
  },
  {
    name: "crawled",
    aliases: ["seen"],
    value: { kind: "time", field: "crawled", onlyAges: false },
    help: "when one of its sources was seen (UTC)",
    example: "crawled:<2w",
  },
  {
    name: "taken",
    aliases: [],
    value: { kind: "time", field: "taken", onlyAges: false },
    help: "when it was taken, by the camera's clock",
    example: "taken:2019-08",
  },
  ...otherNumbers(),
  { name: "is", aliases: [], value: { kind: "is" }, help: "what kind of image it is", example: "is:animated" },
  { name: "has", aliases: [], value: { kind: "has" }, help: "what is known about it", example: "has:gps" },
  { name: "job", aliases: [], value: { kind: "job" }, help: "the number of a job that saw it", example: "job:12" },
  {
    name: "site",
    aliases: ["host", "domain"],
    value: { kind: "site" },
    help: "the host of a page that shows it, or of the image itself",
    example: "site:*.example.org",
  },
  { name: "found", aliases: [], value: { kind: "found" }, help: "how a page refers to it", example: "found:srcset,picture" },
  text("page", "the address of a page that shows it", "page:https://example.org/gallery/*"),
  text("url", "its own address", "url:*/large/*", ["source"]),
  text("alt", "its alternative text", `alt:"red boat"`),
  text("title", "its title", "title:harbour"),
  text("caption", "its caption", "caption:sunset"),
  text("heading", "the heading above it", "heading:gallery"),
  text("linktext", "the text of the link to it", "linktext:download"),
  text("pagetitle", "the title of a page that shows it", "pagetitle:*archive*"),
  text("keyword", "a keyword that its page gives", "keyword:boats", ["keywords"]),
  text("creator", "the creator that its page names", "creator:smith"),
  text("licence", "the licence that its page names", "licence:*creativecommons*", ["license"]),
  text("language", "the language that the page declares", "language:de*", ["lang"]),
  text("note", "the note that people wrote", "note:*check*"),
  text("camera", "the camera it was taken with", "camera:nikon"),
  text("lens", "the lens it was taken with", "lens:50mm"),
  {
    name: "similar",
    aliases: [],
    value: { kind: "similar" },
    help: "looks like the image with this number; a number after ~ says how many of 64 bits may differ",
    example: "similar:12~4",
  },
  { name: "order", aliases: ["sort"], value: { kind: "order" }, help: "the order of the result", example: "order:filesize" },
  { name: "limit", aliases: [], value: { kind: "limit" }, help: "how many images a page has", example: "limit:100" },
];

const BY_NAME = new Map(
  METATAGS.flatMap((metatag) => [metatag.name, ...metatag.aliases].map((name) => [name, metatag] as const)),
);

export const METATAG_NAMES: readonly string[] = [...BY_NAME.keys()];

export function findMetatag(name: string): Metatag | null {
  return BY_NAME.get(name.toLowerCase()) ?? null;
}

const TAKES_NUMBER = "5, >5, >=5, <5, <=5, 5.., ..5, 5..10 or a list of them with commas";
const TAKES_AGE = "an age (30min, 7d, 2w, 6mo, 1y)";
const TAKES_TIME = `a date (2024, 2024-05, 2024-05-01, today, yesterday), a time (2024-05-01T12:30) or ${TAKES_AGE}`;
const COMPARED = "also with >, >=, <, <= before it, as a range a..b or in a list with commas";

/** Says which values a metatag takes, as a clause with an example. */
export function takes({ name, value, example }: Metatag): string {
  return `${name}: takes ${valuesOf(value)}, as in ${example}`;
}

function valuesOf(value: MetatagValue): string {
  switch (value.kind) {
    case "number":
      return `${NOTATIONS[value.notation]}: ${TAKES_NUMBER}${value.optional ? "; any or none" : ""}`;
    case "time":
      return `${value.onlyAges ? TAKES_AGE : TAKES_TIME}; ${COMPARED}`;
    case "text":
      return `text, in quotation marks if it contains white space; * stands for anything; any or none`;
    case "hash":
      return `${value.digits} hexadecimal digits`;
    case "site":
      return `a host name, with a port or without; * stands for anything`;
    case "job":
      return `the number of a job, or a list of them with commas; any or none`;
    case "similar":
      return `the number of an image`;
    case "limit":
      return `a number from 1 to ${PAGE_LIMIT}`;
    default:
      return `one of: ${choicesOf(value).map(({ name }) => name).join(", ")}`;
  }
}

const NOTATIONS: Record<Notation, string> = {
  whole: "a whole number",
  decimal: "a number",
  bytes: "a size (500kb, 1.5mb)",
  ratio: "a ratio (16:9, 1.5)",
};

/** Returns the values that can be named. Numbers and free texts have none. */
export function choicesOf(value: MetatagValue): readonly Choice<unknown>[] {
  switch (value.kind) {
    case "is":
      return IS_FLAGS;
    case "has":
      return HAS_FLAGS;
    case "order":
      return ORDERS;
    case "filetype":
      return FILE_TYPES;
    case "found":
      return FOUND_KINDS;
    default:
      return [];
  }
}
