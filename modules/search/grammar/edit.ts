import { AppError } from "../../shared/errors.ts";
import { type Token, tokensOf } from "./lexer.ts";
import { parseSearch } from "./parser.ts";
import { printQuery } from "./print.ts";

/** A search split into clauses that must all match, so that a term can be added or removed while the rest stays as typed. */
export interface EditableQuery {
  text: string;
  /** A single clause with the whole text, if the search is an `or` or cannot be split. */
  clauses: Clause[];
  /** True if the search is an `or`, which needs parentheses before a term can be added. */
  isAlternative: boolean;
}

interface Clause {
  text: string;
  /** The canonical text, which is the same for `Boat` and `"boat"`; as typed if it cannot be read. */
  key: string;
}

export function editableQuery(text: string): EditableQuery {
  const tokens = tokensOf(text);
  const ranges = clauseRangesOf(tokens);
  if (ranges === null) return { text, clauses: [clauseOf(text)], isAlternative: true };
  return { text, clauses: ranges.map(({ start, end }) => clauseOf(text.slice(start, end))), isAlternative: false };
}

/** Returns whether the term, including its `-`, is one of the clauses, in any spelling. */
export function hasTerm({ clauses }: EditableQuery, term: string): boolean {
  const key = keyOf(term);
  return clauses.some((clause) => clause.key === key);
}

/** Returns the search with the term added and its opposite removed. */
export function withTerm(query: EditableQuery, term: string): string {
  if (hasTerm(query, term)) return query.text;
  if (query.isAlternative) return `(${query.text.trim()}) ${term}`;
  return [...without(query, keyOf(oppositeOf(term))), term].join(" ");
}

export function withoutTerm(query: EditableQuery, term: string): string {
  return hasTerm(query, term) ? without(query, keyOf(term)).join(" ") : query.text;
}

/** Returns the search with the term replaced by its opposite. */
export function negateTerm({ text, clauses }: EditableQuery, term: string): string {
  const key = keyOf(term);
  if (!clauses.some((clause) => clause.key === key)) return text;
  return clauses.map((clause) => clause.key === key ? oppositeOf(clause.text) : clause.text).join(" ");
}

function without({ clauses }: EditableQuery, key: string): string[] {
  return clauses.filter((clause) => clause.key !== key).map(({ text }) => text);
}

function clauseOf(text: string): Clause {
  return { text, key: keyOf(text) };
}

function keyOf(text: string): string {
  try {
    return printQuery(parseSearch(text)) || text.trim();
  } catch (error) {
    if (error instanceof AppError) return text.trim();
    throw error;
  }
}

/** Returns `-boat` for `boat`, and `boat` for `-boat`. */
function oppositeOf(term: string): string {
  const [first, second] = tokensOf(term);
  return first?.kind === "not" && second ? term.slice(second.column - 1).trim() : `-${term.trim()}`;
}

interface ClauseRange {
  start: number;
  end: number;
}

/** Returns where each clause begins and ends, or null if the search is an `or`. */
function clauseRangesOf(tokens: Token[]): ClauseRange[] | null {
  const ranges: ClauseRange[] = [];
  let depth = 0;
  let begun: number | null = null;
  for (const { kind, column, length } of tokens) {
    if (depth === 0 && kind === "or") return null;
    if (depth === 0 && kind === "and") continue;
    begun ??= column - 1;
    if (kind === "open") depth++;
    if (kind === "close") depth--;
    if (depth > 0 || kind === "not") continue;
    ranges.push({ start: begun, end: column - 1 + length });
    begun = null;
  }
  return ranges;
}
