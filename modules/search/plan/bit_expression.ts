import type { ImageSet } from "../../shared/bitmap/image_set.ts";

/** A set of images that the database keeps as bitmaps, or that is bits of a chunk by itself. */
export type BitAtom =
  /** Images that carry any of these tags. */
  | { kind: "tags"; ids: number[] }
  /** Images that were looked up before; sets that differ have different names. */
  | { kind: "set"; name: string; set: ImageSet }
  /** Images with any of these values of a facet; null: with whatever value. */
  | { kind: "facet"; facet: string; values: string[] | null }
  /** Ids from `low` to `high`, both within. */
  | { kind: "range"; low: number; high: number };

/** What can be told of a whole chunk of images at once. */
export type BitExpression =
  | { op: "all" }
  | { op: "none" }
  | { op: "atom"; atom: BitAtom }
  | { op: "not"; of: BitExpression }
  | { op: "and" | "or"; of: BitExpression[] };

export const ALL: BitExpression = { op: "all" };
export const NONE: BitExpression = { op: "none" };

export function atom(atom: BitAtom): BitExpression {
  return { op: "atom", atom };
}

export function facet(name: string, ...values: string[]): BitExpression {
  return atom({ kind: "facet", facet: name, values });
}

export function not(of: BitExpression): BitExpression {
  if (of.op === "all") return NONE;
  if (of.op === "none") return ALL;
  return of.op === "not" ? of.of : { op: "not", of };
}

export function and(...parts: BitExpression[]): BitExpression {
  return join("and", parts, ALL, NONE);
}

export function or(...parts: BitExpression[]): BitExpression {
  return join("or", parts, NONE, ALL);
}

/** Leaves out what changes nothing (`neutral`); one that decides everything (`absorbing`) stays alone. */
function join(op: "and" | "or", parts: BitExpression[], neutral: BitExpression, absorbing: BitExpression): BitExpression {
  const left = parts.filter((part) => part.op !== neutral.op);
  if (left.some((part) => part.op === absorbing.op)) return absorbing;
  const [only] = left;
  return only === undefined ? neutral : left.length === 1 ? only : { op, of: left };
}
