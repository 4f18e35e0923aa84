import type { ImageSet } from "../../shared/bitmap/image_set.ts";

/** A set of images whose bitmaps are known without combining others. */
export type BitAtom =
  /** The images that carry any of these tags. */
  | { kind: "tags"; ids: number[] }
  /** Images that were found before. Different sets have different names. */
  | { kind: "set"; name: string; set: ImageSet }
  /** The images with any of these values of a facet; null: with any value. */
  | { kind: "facet"; facet: string; values: string[] | null }
  /** The ids from `low` to `high`, both included. */
  | { kind: "range"; low: number; high: number };

/** A set of images that the database computes from bitmaps, chunk by chunk. */
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

/** Leaves out parts that do not change the result (`neutral`). If one part decides the result (`absorbing`), it is the result. */
function join(op: "and" | "or", parts: BitExpression[], neutral: BitExpression, absorbing: BitExpression): BitExpression {
  const left = parts.filter((part) => part.op !== neutral.op);
  if (left.some((part) => part.op === absorbing.op)) return absorbing;
  const [only] = left;
  return only === undefined ? neutral : left.length === 1 ? only : { op, of: left };
}
