import { scanWord, type Span, type Word } from "./word.ts";

/** An operator or a parenthesis. */
export interface Mark extends Span {
  kind: "open" | "close" | "or" | "and" | "not";
  text: string;
}

export type Token = Mark | Word;

const KEYWORDS: Record<string, Mark["kind"]> = { or: "or", and: "and", not: "not" };
const SIGNS: Record<string, Mark["kind"]> = { "||": "or", "&&": "and", "|": "or", "(": "open", "-": "not", "!": "not" };
const SPACE = /\s/u;

/** Splits the query into tokens. Never throws, because a word has a `flaw` if something is wrong with it. Takes linear time. */
export function tokensOf(query: string): Token[] {
  const tokens: Token[] = [];
  let groups = 0;
  for (let at = 0; at < query.length;) {
    const token = SPACE.test(query.charAt(at)) ? null : tokenAt(query, at, groups > 0);
    if (token?.kind === "open") groups++;
    if (token?.kind === "close") groups = Math.max(0, groups - 1);
    if (token) tokens.push(token);
    at += token?.length ?? 1;
  }
  return tokens;
}

function tokenAt(query: string, at: number, inGroup: boolean): Token {
  const column = at + 1;
  for (const length of [2, 1]) {
    const text = query.slice(at, at + length);
    const kind = Object.hasOwn(SIGNS, text) ? SIGNS[text] : undefined;
    if (kind) return { kind, text, column, length: text.length };
  }
  if (query.charAt(at) === ")") return { kind: "close", text: ")", column, length: 1 };
  const word = scanWord(query, at, inGroup);
  const name = word.text.toLowerCase();
  const keyword = Object.hasOwn(KEYWORDS, name) ? KEYWORDS[name] : undefined;
  return keyword ? { kind: keyword, text: word.text, column, length: word.length } : word;
}
