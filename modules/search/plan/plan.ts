import type { Database, Queryable } from "../../shared/database/handle.ts";
import type { Atom, Node, Query } from "../grammar/ast.ts";
import { foldTagCounts } from "../index/fold_repository.ts";
import { bitsOf, universe } from "./atom_bits.ts";
import { ALL, and, type BitExpression, NONE, not, or } from "./bit_expression.ts";
import { atomsOf, lookUp, type Vocabulary } from "./vocabulary.ts";

/** A part of a query that some rows decide: by columns of bits, and by what the rows answer. */
export type RowTest =
  | { kind: "and" | "or"; children: RowTest[] }
  | { kind: "not"; child: RowTest }
  | { kind: "bits"; column: number }
  | { kind: "row"; column: number };

/** How a query is answered. */
export interface Plan {
  query: Query;
  vocabulary: Vocabulary;
  /** What every result is within; exactly the result where no row is to be asked. */
  bits: BitExpression;
  /** What rows must answer, each for itself; true: with no. */
  required: { atom: Atom; negated: boolean }[];
  /** What bits and rows tell together; all must hold. */
  mixed: RowTest[];
  /** What `mixed` refers to. */
  bitColumns: BitExpression[];
  rowColumns: Atom[];
}

/** Looks the query's names up and splits it into what bitmaps answer and what only rows can. */
export async function planQuery(db: Queryable | Database, query: Query): Promise<Plan> {
  if (asksForTagCounts(query)) await foldTagCounts(db);
  return splitQuery(query, await lookUp(db, query.root));
}

/** The plan of another question about the same names. */
export function splitQuery(query: Query, vocabulary: Vocabulary): Plan {
  const { root } = query;
  const within = universe(root !== null && atomsOf(root).some(isTrash));
  const plan: Plan = { query, vocabulary, bits: within, required: [], mixed: [], bitColumns: [], rowColumns: [] };
  const parts = root === null ? [] : root.kind === "and" ? root.children : [root];
  for (const part of parts) split(plan, part);
  return { ...plan, bits: and(plan.bits, ...parts.map((part) => bound(part, vocabulary, true))) };
}

/** Their digits are brought up to date when somebody asks for them. */
function asksForTagCounts({ root, order }: Query): boolean {
  return order.by === "tagcount" ||
    root !== null &&
      atomsOf(root).some((atom) =>
        atom.kind === "number" && atom.field === "tagcount" || atom.kind === "is" && atom.flag === "untagged" ||
        atom.kind === "has" && atom.flag === "tags"
      );
}

export function isExact({ required, mixed }: Plan): boolean {
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

/** The bits that are exactly this part's result; null where a row is needed. */
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

/** Bits that hold all of the part's result (`above`), or nothing but it. */
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
