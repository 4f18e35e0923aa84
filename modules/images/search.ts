import { AppError } from "../shared/errors.ts";
import { TagName } from "../tags/schemas.ts";
import { SEARCH_TERMS } from "./schemas.ts";

/** What one term asks of an image. */
export type Meaning =
  | { kind: "tag"; name: string }
  | { kind: "job"; jobId: number }
  | { kind: "site"; host: string }
  | { kind: "id"; id: number }
  | { kind: "untagged" };

/** One term of a query: what it means, and how it was typed. */
export interface Term {
  text: string;
  negated: boolean;
  meaning: Meaning;
}

interface Token {
  text: string;
  /** Counted from 1, as people count. */
  column: number;
  negated: boolean;
  metatag: string | null;
  value: string;
}

const LEGAL = `Legal are tag names and job:ID, site:HOST, id:NUMBER, is:untagged, each with - before it to negate it`;

/** Reads a query: terms between white space, all of which must hold. Throws `malformed`, which names the column. */
export function parseSearch(query: string): Term[] {
  const tokens = tokensOf(query);
  const excess = tokens[SEARCH_TERMS];
  if (excess) throw fault(excess.column, `a search has at most ${SEARCH_TERMS} terms, this one has ${tokens.length}`);
  return tokens.map((token) => ({ text: token.text, negated: token.negated, meaning: meaningOf(token) }));
}

// A term runs to the next white space; within quotes, white space belongs to it and \ takes away a quote's meaning.
const TERM = /(?:"(?:\\.|[^"\\])*"|[^\s"])+|"/gu;
const PARTS = /^(-?)(?:([a-z_]+):)?(.*)$/su;

function tokensOf(query: string): Token[] {
  return [...query.matchAll(TERM)].map(({ 0: text, index }) => {
    const column = index + 1;
    if (text === `"`) throw fault(column, `the quotation mark is not closed. Put a second one where the value ends`);
    const [, minus = "", metatag = null, value = ""] = PARTS.exec(text) ?? [];
    return { text, column, negated: minus !== "", metatag, value: unquoted(value) };
  });
}

function unquoted(text: string): string {
  return text.replace(/"((?:\\.|[^"\\])*)"/gsu, (_, inner: string) => inner.replace(/\\(.)/gsu, "$1"));
}

function meaningOf({ text, column, negated, metatag, value }: Token): Meaning {
  const at = column + text.length - text.replace(/^-?(?:[a-z_]+:)?/u, "").length;
  switch (metatag) {
    case null:
      return { kind: "tag", name: tagName(value, column + (negated ? 1 : 0)) };
    case "job":
      return { kind: "job", jobId: wholeNumber(value, at, "job: takes the number of a job, as in job:12") };
    case "id":
      return { kind: "id", id: wholeNumber(value, at, "id: takes the number of an image, as in id:12") };
    case "site":
      if (!/^[^\s/?#@]+$/u.test(value)) {
        throw fault(at, `site: takes a host name, as in site:example.org or site:example.org:8080`);
      }
      return { kind: "site", host: value.toLowerCase() };
    case "is":
      if (value !== "untagged") throw fault(at, `is: takes untagged, as in is:untagged`);
      return { kind: "untagged" };
    default:
      throw fault(
        column + (negated ? 1 : 0),
        `${metatag}: is not known. ${LEGAL}. Quote a tag name that holds a colon: "${metatag}:${value}"`,
      );
  }
}

function tagName(value: string, column: number): string {
  if (value === "") throw fault(column, `a term is missing here. ${LEGAL}`);
  const name = TagName.safeParse(value);
  if (!name.success) throw fault(column, `"${value}" cannot be a tag. ${name.error.issues[0]?.message ?? ""}. ${LEGAL}`);
  return name.data;
}

function wholeNumber(value: string, column: number, rule: string): number {
  if (!/^[1-9][0-9]{0,14}$/.test(value)) throw fault(column, rule);
  return Number(value);
}

function fault(column: number, message: string): AppError {
  return new AppError("malformed", `Column ${column} of the search: ${message}`, {
    faults: [{ path: "q", message: `column ${column}: ${message}` }],
  });
}
