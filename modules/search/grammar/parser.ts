import type { AppError } from "../../shared/errors.ts";
import { SEARCH_LENGTH, SEARCH_TERMS } from "../schemas.ts";
import type { Node, Order, Query } from "./ast.ts";
import { type Mark, type Token, tokensOf } from "./lexer.ts";
import { searchFault } from "./search_fault.ts";
import { readTerm } from "./term.ts";
import type { Word } from "./word.ts";

/** How deep groups and negations may be nested. */
const DEPTH = 20;
const EXPECTED = "Write a tag, a filter such as width:>1000, or a group in parentheses; put - before it to exclude it.";
const CLOSES_NOTHING =
  "this parenthesis closes nothing. Remove it, or put the name or value that contains it in quotation marks.";
const NO_ALTERNATIVE =
  "order: and limit: apply to the whole search, so they cannot be one side of an or. Write them after a term.";

interface Parser {
  readonly tokens: Token[];
  readonly now: Date;
  at: number;
  depth: number;
  /** Number of negations around the current token. */
  negations: number;
  order: Order | null;
  limit: number | null;
}

/**
 * Parses a search. Relative times count from `now`. Throws `malformed`, which names the column and says what to write instead.
 * Takes linear time.
 *
 *     query  = [ either ]
 *     either = both { ("or" | "OR" | "|" | "||") both }
 *     both   = factor { [ "and" | "AND" | "&&" ] factor }
 *     factor = ("-" | "!" | "not" | "NOT") factor | "(" either ")" | tag | wildcard | metatag ":" value
 */
export function parseSearch(query: string, now: Date = new Date()): Query {
  if (query.length > SEARCH_LENGTH) {
    const span = { column: SEARCH_LENGTH + 1, length: query.length - SEARCH_LENGTH };
    throw searchFault(span, `a search has at most ${SEARCH_LENGTH} characters, this one has ${query.length}`);
  }
  const tokens = tokensOf(query);
  limitTerms(tokens);
  const parser: Parser = { tokens, now, at: 0, depth: 0, negations: 0, order: null, limit: null };
  const root = tokens.length === 0 ? null : readEither(parser);
  const rest = tokens[parser.at];
  if (rest) throw searchFault(rest, CLOSES_NOTHING, "");
  return { root, order: parser.order ?? { by: "id", direction: "desc" }, limit: parser.limit };
}

function limitTerms(tokens: Token[]): void {
  const words = tokens.filter(({ kind }) => kind === "word");
  const excess = words[SEARCH_TERMS];
  if (excess) throw searchFault(excess, `a search has at most ${SEARCH_TERMS} terms, this one has ${words.length}`);
}

/** Returns null if there is nothing but order: and limit:, which apply to the whole search. */
function readEither(parser: Parser): Node | null {
  const first = readBoth(parser);
  const children = [first];
  for (let or = takeMark(parser, "or"); or; or = takeMark(parser, "or")) {
    requireNext(parser, or);
    children.push(readBoth(parser));
    if (!children.every((child) => child !== null)) throw searchFault(or, NO_ALTERNATIVE);
  }
  return join("or", children);
}

function readBoth(parser: Parser): Node | null {
  const children: (Node | null)[] = [];
  do {
    const and = children.length > 0 ? takeMark(parser, "and") : null;
    if (and) requireNext(parser, and);
    children.push(readFactor(parser));
  } while (!endsClause(peek(parser)));
  return join("and", children);
}

function readFactor(parser: Parser): Node | null {
  const token = parser.tokens[parser.at++];
  switch (token?.kind) {
    case "not":
      return readNegation(parser, token);
    case "open":
      return readGroup(parser, token);
    case "word":
      return readWord(parser, token);
    case "close":
      throw searchFault(token, CLOSES_NOTHING, "");
    default:
      throw searchFault(token ?? { column: 1, length: 1 }, `a term is missing before ${token?.text ?? "the end"}. ${EXPECTED}`);
  }
}

function readNegation(parser: Parser, mark: Mark): Node | null {
  requireNext(parser, mark);
  const child = nested(parser, mark, () => {
    parser.negations++;
    const child = readFactor(parser);
    parser.negations--;
    return child;
  });
  if (child === null) return null;
  return child.kind === "not" ? child.child : { kind: "not", child };
}

function readGroup(parser: Parser, open: Mark): Node | null {
  const next = peek(parser);
  if (!next) throw unclosed(open);
  if (next.kind === "close") throw searchFault(spanTo(open, next), `the group is empty. ${EXPECTED}`);
  const group = nested(parser, open, () => readEither(parser));
  if (!takeMark(parser, "close")) throw unclosed(open);
  return group;
}

function readWord(parser: Parser, word: Word): Node | null {
  const value = readTerm(word, parser.now);
  if (value.kind === "atom") return { kind: "term", atom: value.atom, text: word.text, column: word.column };
  const name = `${value.kind}:`;
  if (parser.negations > 0) throw searchFault(word, `${name} cannot be negated, because it applies to the whole search`);
  if (parser[value.kind] !== null) throw searchFault(word, `${name} is given a second time. Remove one of the two.`);
  if (value.kind === "order") parser.order = value.order;
  else parser.limit = value.limit;
  return null;
}

/** Joins nodes, leaving out nulls. The children of a node of the same kind take its place. */
function join(kind: "and" | "or", nodes: (Node | null)[]): Node | null {
  const children = nodes.flatMap((node) => node === null ? [] : node.kind === kind ? node.children : [node]);
  const [only = null] = children;
  return children.length < 2 ? only : { kind, children };
}

function nested<Result>(parser: Parser, mark: Mark, read: () => Result): Result {
  if (++parser.depth > DEPTH) {
    throw searchFault(mark, `groups and negations are nested more than ${DEPTH} deep. Remove those that change nothing.`);
  }
  const result = read();
  parser.depth--;
  return result;
}

/** Requires an operand after the mark. White space may follow a word such as `not`, but not a sign such as `-`. */
function requireNext(parser: Parser, mark: Mark): void {
  const next = peek(parser);
  const isSign = mark.kind === "not" && mark.length === 1;
  const isApart = isSign && next !== undefined && next.column > mark.column + 1;
  if (next === undefined || isApart || next.kind === "close") {
    throw searchFault(mark, `a term is missing after ${mark.text}. ${EXPECTED}`);
  }
}

function endsClause(token: Token | undefined): boolean {
  return token === undefined || token.kind === "or" || token.kind === "close";
}

function takeMark(parser: Parser, kind: Mark["kind"]): Mark | null {
  const token = peek(parser);
  if (token?.kind !== kind) return null;
  parser.at++;
  return token;
}

function peek(parser: Parser): Token | undefined {
  return parser.tokens[parser.at];
}

function unclosed(open: Mark): AppError {
  return searchFault(
    open,
    `this parenthesis is not closed. Put a ) where the group ends, or put a name that begins with ( in quotation marks.`,
  );
}

function spanTo(open: Mark, close: Token): { column: number; length: number } {
  return { column: open.column, length: close.column + close.length - open.column };
}
