import type { ImageSet } from "../../shared/bitmap/image_set.ts";
import { ALL, and, type BitAtom, type BitExpression } from "./bit_expression.ts";

/** SQL texts of expressions, and the bitmaps that they need. Each atom has a column with its bitmap: a0, a1… */
export interface BitSql {
  /** SQL of a bitmap that contains the results of all expressions. It may use the columns of atoms and `zero`. */
  within: string;
  /** Atoms that are used more than once. Column b0 holds a0 & within, because each use of a stored bitmap decompresses it. */
  shared: number[];
  /** One SQL text per expression. Each may use the columns `chunk`, `zero`, `within`, a0… and b0… */
  texts: string[];
  /** Number of atoms. */
  atoms: number;
  tags: { atom: number; tag: number }[];
  facets: { atom: number; facet: string; value: string }[];
  /** Atoms that match every value of a facet. */
  wholeFacets: { atom: number; facet: string }[];
  /** Bitmaps that are sent with the statement. */
  sets: { atom: number; set: ImageSet }[];
  /** Bounds of ids, which the texts name {0}, {1}… They become parameters, so that their values do not make another statement. */
  bounds: number[];
}

/** `inside`: the bits are certainly within `within`, and need no `&` with it. */
interface Text {
  sql: string;
  inside: boolean;
}

/**
 * Writes expressions as SQL. Equal atoms share a column. Names of tags and facets are not in the SQL, but in rows of a parameter.
 */
export function bitSql(expressions: BitExpression[]): BitSql {
  const within = commonPart(expressions);
  const rests = expressions.map((expression) => without(expression, within));
  const uses = new Map<string, number>();
  for (const atom of rests.flatMap(atomsIn)) uses.set(keyOf(atom), (uses.get(keyOf(atom)) ?? 0) + 1);
  const sql: BitSql = {
    within: "",
    shared: [],
    texts: [],
    atoms: 0,
    tags: [],
    facets: [],
    wholeFacets: [],
    sets: [],
    bounds: [],
  };
  const numbers = new Map<string, number>();

  const write = (expression: BitExpression): Text => {
    switch (expression.op) {
      case "all":
        return { sql: "within", inside: true };
      case "none":
        return { sql: "zero", inside: true };
      case "not":
        return { sql: `~${write(expression.of).sql}`, inside: false };
      case "and":
      case "or": {
        const parts = expression.of.map(write);
        const inside = expression.op === "and" ? parts.some(({ inside }) => inside) : parts.every(({ inside }) => inside);
        return { sql: `(${parts.map(({ sql }) => sql).join(expression.op === "and" ? " & " : " | ")})`, inside };
      }
      case "atom":
        return atomText(expression.atom);
    }
  };
  const atomText = (atom: BitAtom): Text => {
    if (atom.kind === "range") {
      const low = sql.bounds.push(atom.low) - 1;
      return { sql: `ids_in_chunk(chunk, {${low}}::bigint, {${sql.bounds.push(atom.high) - 1}}::bigint)`, inside: false };
    }
    const number = numberOf(atom);
    if ((uses.get(keyOf(atom)) ?? 0) < 2) return { sql: `coalesce(a${number}, zero)`, inside: false };
    if (!sql.shared.includes(number)) sql.shared.push(number);
    return { sql: `b${number}`, inside: true };
  };
  const numberOf = (atom: Exclude<BitAtom, { kind: "range" }>): number => {
    const number = numbers.get(keyOf(atom)) ?? numbers.size;
    if (number === numbers.size) gather(sql, atom, number);
    numbers.set(keyOf(atom), number);
    return number;
  };

  sql.within = within.op === "atom" && within.atom.kind !== "range" ? `coalesce(a${numberOf(within.atom)}, zero)` : "~zero";
  sql.texts = rests.map(write).map(({ sql, inside }) => inside ? sql : `(within & ${sql})`);
  return { ...sql, atoms: numbers.size };
}

/** Returns the atom that all expressions begin with, which is `universe()` in a search. */
function commonPart(expressions: BitExpression[]): BitExpression {
  const [first, ...others] = expressions.filter(({ op }) => op !== "none").map(firstPart);
  if (first?.op !== "atom" || first.atom.kind === "range") return ALL;
  const key = keyOf(first.atom);
  return others.every((other) => other.op === "atom" && keyOf(other.atom) === key) ? first : ALL;
}

function firstPart(expression: BitExpression): BitExpression {
  return expression.op === "and" ? expression.of[0] ?? ALL : expression;
}

function without(expression: BitExpression, part: BitExpression): BitExpression {
  if (part.op === "all" || expression.op === "none") return expression;
  return expression.op === "and" ? and(...expression.of.slice(1)) : ALL;
}

function keyOf(atom: BitAtom): string {
  return JSON.stringify(atom.kind === "set" ? { kind: atom.kind, name: atom.name } : atom);
}

function atomsIn(expression: BitExpression): BitAtom[] {
  if (expression.op === "atom") return [expression.atom];
  if (expression.op === "not") return atomsIn(expression.of);
  return expression.op === "and" || expression.op === "or" ? expression.of.flatMap(atomsIn) : [];
}

function gather(sql: BitSql, asked: Exclude<BitAtom, { kind: "range" }>, atom: number): void {
  const { tags, facets, wholeFacets, sets } = sql;
  switch (asked.kind) {
    case "tags":
      tags.push(...asked.ids.map((tag) => ({ atom, tag })));
      break;
    case "set":
      sets.push({ atom, set: asked.set });
      break;
    case "facet":
      if (asked.values === null) wholeFacets.push({ atom, facet: asked.facet });
      else facets.push(...asked.values.map((value) => ({ atom, facet: asked.facet, value })));
  }
}
