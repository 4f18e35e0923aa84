import type { Database, Queryable } from "../../shared/database/handle.ts";
import type { Atom, Node, Query } from "../grammar/ast.ts";
import { foldTagCounts } from "../index/fold_repository.ts";
import { bitsOf, universe } from "./atom_bits.ts";
import { ALL, and, type BitExpression, NONE, not, or } from "./bit_expression.ts";
import { atomsOf, lookUp, type Vocabulary } from "./vocabulary.ts";

/** A part of a query that needs both bitmaps and rows. `column` is an index of `bitColumns` or `rowColumns` of the plan. */
export type RowTest =
  | { kind: "and" | "or"; children: RowTest[] }
  | { kind: "not"; child: RowTest }
  | { kind: "bits"; column: number }
  | { kind: "row"; column: number };

/** How a query is answered. */
export interface Plan {
  query: Query;
  vocabulary: Vocabulary;
  /** Images among which the result is. If `required` and `mixed` are empty, this is the result. */
  bits: BitExpression;
  /** Conditions on the rows of an image, which must all hold. Negated ones must not hold. */
  required: { atom: Atom; negated: boolean }[];
  /** Conditions that need both bitmaps and rows, which must all hold. */
  mixed: RowTest[];
  /** The bitmaps and the conditions on rows that `mixed` uses. */
  bitColumns: BitExpression[];
  rowColumns: Atom[];
}

/** Looks up the names of the query and splits it into conditions on bitmaps and conditions on rows. */
export async function planQuery(db: Queryable | Database, query: Query): Promise<Plan> {
  if (asksForTagCounts(query)) await foldTagCounts(db);
  return splitQuery(query, await lookUp(db, query.root));
}

/** Plans a query whose names have been looked up. */
export function splitQuery(query: Query, vocabulary: Vocabulary): Plan {
  const { root } = query;
  const within = universe(root !== null && atomsOf(root).some(isTrash));
  const plan: Plan = { query, vocabulary, bits: within, required: [], mixed: [], bitColumns: [], rowColumns: [] };
  const parts = root === null ? [] : root.kind === "and" ? root.children : [root];
  for (const part of parts) split(plan, part);
  return { ...plan, bits: and(plan.bits, ...parts.map((part) => bound(part, vocabulary, true))) };
}

/** The digits of tagcount are only brought up to date when a search needs them. */
function asksForTagCounts({ root, order }: Query): boolean {
  return order.by === "tagcount" ||
    root !== null &&
      atomsOf(root).some((atom) =>
        atom.kind === "number" && atom.field === "tagcount" || atom.kind === "is" && atom.flag === "untagged" ||
        atom.kind === "has" && atom.flag === "tags"
      );
}

/** Whether bitmaps alone answer the query, so that no rows have to be read. */
export function bitsSuffice({ required, mixed }: Plan): boolean {
  return required.length + mixed.length === 0;
}

function isTrash(atom: Atom): boolean {
  return atom.kind === "is" && atom.flag === "trashed";
}

function split(plan: Plan, part: Node): void {
  if (exactBits(part, plan.vocabulary)) return;
  const [negated, inner] = part.kind === "not" ? [true, part.child] : [false, part];
  if (inner.kind === "term") plan.required.push({ atom: inner.atom, negated });
  else plan.mixed.push(testOf(plan, part));
}

/** Returns the result of this part as bitmaps, or null if rows have to be read. */
function exactBits(node: Node, vocabulary: Vocabulary): BitExpression | null {
  if (node.kind === "term") return bitsOf(node.atom, vocabulary);
  if (node.kind === "not") {
    const child = exactBits(node.child, vocabulary);
    return child && not(child);
  }
  const children = node.children.map((child) => exactBits(child, vocabulary));
  const known = children.filter((child) => child !== null);
  if (known.length < children.length) return null;
  return node.kind === "and" ? and(...known) : or(...known);
}

/** Returns bitmaps that contain the result of this part (`above`), or bitmaps that the result contains. */
function bound(node: Node, vocabulary: Vocabulary, above: boolean): BitExpression {
  if (node.kind === "term") return bitsOf(node.atom, vocabulary) ?? (above ? ALL : NONE);
  if (node.kind === "not") return not(bound(node.child, vocabulary, !above));
  const children = node.children.map((child) => bound(child, vocabulary, above));
  return node.kind === "and" ? and(...children) : or(...children);
}

function testOf(plan: Plan, node: Node): RowTest {
  const bits = exactBits(node, plan.vocabulary);
  if (bits) return { kind: "bits", column: plan.bitColumns.push(bits) - 1 };
  if (node.kind === "term") return { kind: "row", column: plan.rowColumns.push(node.atom) - 1 };
  if (node.kind === "not") return { kind: "not", child: testOf(plan, node.child) };
  return { kind: node.kind, children: node.children.map((child) => testOf(plan, child)) };
}
