import { AppError } from "../../shared/errors.ts";
import { type Token, tokensOf } from "./lexer.ts";
import { parseSearch } from "./parser.ts";
import { printQuery } from "./print.ts";

/** A search cut into what must all hold, so that one term can be put in or taken out while the rest stays as it was typed. */
export interface EditableQuery {
  text: string;
  /** One clause that is the whole, where that is an `or` or cannot be read. */
  clauses: Clause[];
  /** Whether the clauses are the sides of one `or`, so that a further term needs parentheses around them. */
  isAlternative: boolean;
}

interface Clause {
  text: string;
  /** Canonical, so that `Boat` and `"boat"` are known for the same; as typed where it cannot be read. */
  key: string;
}

export function editableQuery(text: string): EditableQuery {
  const tokens = tokensOf(text);
  const stretches = stretchesOf(tokens);
  if (stretches === null) return { text, clauses: [clauseOf(text)], isAlternative: true };
  return { text, clauses: stretches.map(({ start, end }) => clauseOf(text.slice(start, end))), isAlternative: false };
}

/** Whether the term, `-` included, is one that must hold, in whatever spelling. */
export function hasTerm({ clauses }: EditableQuery, term: string): boolean {
  const key = keyOf(term);
  return clauses.some((clause) => clause.key === key);
}

/** The search with the term too, and without its opposite. */
export function withTerm(query: EditableQuery, term: string): string {
  if (hasTerm(query, term)) return query.text;
  if (query.isAlternative) return `(${query.text.trim()}) ${term}`;
  return [...without(query, keyOf(oppositeOf(term))), term].join(" ");
}

/** The search without the term. */
export function withoutTerm(query: EditableQuery, term: string): string {
  return hasTerm(query, term) ? without(query, keyOf(term)).join(" ") : query.text;
}

/** The search with the opposite in the place of the term. */
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

/** `-boat` of `boat` and `boat` of `-boat`. */
function oppositeOf(term: string): string {
  const [first, second] = tokensOf(term);
  return first?.kind === "not" && second ? term.slice(second.column - 1).trim() : `-${term.trim()}`;
}

interface Stretch {
  start: number;
  end: number;
}

/** Where each clause begins and ends; null where the whole is alternatives. */
function stretchesOf(tokens: Token[]): Stretch[] | null {
  const stretches: Stretch[] = [];
  let depth = 0;
  let begun: number | null = null;
  for (const { kind, column, length } of tokens) {
    if (depth === 0 && kind === "or") return null;
    if (depth === 0 && kind === "and") continue;
    begun ??= column - 1;
    if (kind === "open") depth++;
    if (kind === "close") depth--;
    if (depth > 0 || kind === "not") continue;
    stretches.push({ start: begun, end: column - 1 + length });
    begun = null;
  }
  return stretches;
}
