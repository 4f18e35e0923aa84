import type { BitAtom, BitExpression } from "./bit_expression.ts";

/** Expressions as SQL over the columns a0, a1… of their atoms, and which rows those columns are made of. */
export interface BitSql {
  /** One an expression, over `chunk`, `zero` and the columns of atoms. */
  texts: string[];
  /** How many atoms there are. */
  atoms: number;
  tags: { atom: number; tag: number }[];
  facets: { atom: number; facet: string; value: string }[];
  /** Atoms that any value of a facet is. */
  wholeFacets: { atom: number; facet: string }[];
  ids: { atom: number; id: number }[];
  /** Bounds of ids, which the texts name {0}, {1}…: values, so that texts that differ in them alone are one statement. */
  bounds: number[];
}

/** Writes expressions as SQL; atoms that are the same are one column. Every value but numbers becomes a row of a parameter. */
export function bitSql(expressions: BitExpression[]): BitSql {
  const sql: BitSql = { texts: [], atoms: 0, tags: [], facets: [], wholeFacets: [], ids: [], bounds: [] };
  const numbers = new Map<string, number>();
  const write = (expression: BitExpression): string => {
    switch (expression.op) {
      case "all":
        return "~zero";
      case "none":
        return "zero";
      case "not":
        return `~${write(expression.of)}`;
      case "and":
        return `(${expression.of.map(write).join(" & ")})`;
      case "or":
        return `(${expression.of.map(write).join(" | ")})`;
      case "atom":
        return atomText(expression.atom);
    }
  };
  const atomText = (atom: BitAtom): string => {
    if (atom.kind === "range") {
      const low = sql.bounds.push(atom.low) - 1;
      return `ids_in_chunk(chunk, {${low}}::bigint, {${sql.bounds.push(atom.high) - 1}}::bigint)`;
    }
    const key = JSON.stringify(atom);
    const number = numbers.get(key) ?? numbers.size;
    if (number === numbers.size) gather(sql, atom, number);
    numbers.set(key, number);
    return `coalesce(a${number}, zero)`;
  };
  sql.texts = expressions.map(write);
  return { ...sql, atoms: numbers.size };
}

function gather({ tags, facets, wholeFacets, ids }: BitSql, asked: Exclude<BitAtom, { kind: "range" }>, atom: number): void {
  switch (asked.kind) {
    case "tags":
      tags.push(...asked.ids.map((tag) => ({ atom, tag })));
      break;
    case "ids":
      ids.push(...asked.ids.map((id) => ({ atom, id })));
      break;
    case "facet":
      if (asked.values === null) wholeFacets.push({ atom, facet: asked.facet });
      else facets.push(...asked.values.map((value) => ({ atom, facet: asked.facet, value })));
  }
}
