import { termOf } from "../../tags/urls.ts";
import type { Atom, Node, NumberField, Order, Query, TextField, TextPattern, TimeField, Values } from "./ast.ts";
import { FOUND_KINDS, ORDERS } from "./choices.ts";

/**
 * Returns the canonical text of a search. Its terms keep their order, and each has one spelling; relative times stay relative.
 * The parser makes the same query of this text, except for columns and the texts as typed.
 */
export function printQuery({ root, order, limit }: Query): string {
  const settings = [
    ...(order.by === "id" && order.direction === "desc" ? [] : [`order:${nameOf(order)}`]),
    ...(limit === null ? [] : [`limit:${limit}`]),
  ];
  const condition = root === null ? [] : [settings.length > 0 && root.kind === "or" ? `(${printNode(root)})` : printNode(root)];
  return [...condition, ...settings].join(" ");
}

export function printNode(node: Node): string {
  switch (node.kind) {
    case "term":
      return printAtom(node.atom);
    case "not":
      return `-${printOperand(node.child)}`;
    case "and":
      return node.children.map(printOperand).join(" ");
    case "or":
      return node.children.map(printOperand).join(" or ");
  }
}

function printOperand(node: Node): string {
  return node.kind === "and" || node.kind === "or" ? `(${printNode(node)})` : printNode(node);
}

export function printAtom(atom: Atom): string {
  switch (atom.kind) {
    case "tag":
      return termOf(atom.name);
    case "wildcard":
      return spell(atom.pattern.split("*"), PLAIN_TAG);
    case "number":
      return `${METATAG[atom.field] ?? atom.field}:${printValues(atom.values, ({ text }) => text)}`;
    case "time":
      return `${METATAG[atom.field] ?? atom.field}:${atom.ranges.map(({ text }) => text).join(",")}`;
    case "text":
      return `${atom.field}:${printValues(atom.values, printPattern)}`;
    case "hash":
      return `${atom.field}:${atom.hashes.join(",")}`;
    case "filetype":
      return `filetype:${atom.extensions.join(",")}`;
    case "site":
      return `site:${atom.hosts.join(",")}`;
    case "job":
      return `job:${printValues(atom.ids, String)}`;
    case "found":
      return `found:${printValues(atom.kinds, printKind)}`;
    case "similar":
      return `similar:${atom.id}~${atom.distance}`;
    default:
      return `${atom.kind}:${atom.flag}`;
  }
}

/** Names of metatags that differ from the names of their fields. */
const METATAG: Partial<Record<NumberField | TimeField | TextField, string>> = { created: "date" };

function printValues<Value>(values: Values<Value>, print: (value: Value) => string): string {
  return values.kind === "list" ? values.list.map(print).join(",") : values.kind;
}

function printKind(kind: string): string {
  return FOUND_KINDS.some(({ value }) => value === kind) ? kind : `"${kind}"`;
}

const PLAIN_VALUE = /^(?!(any|none)$|.*&&)[^\s"\\(),|]+$/iu;
const PLAIN_TAG = /^[^\s"\\(),|&:<>=]+$/u;

/** A pattern that means "contains this" is printed without wildcards. */
function printPattern({ pieces }: TextPattern): string {
  const [before, inner, after] = pieces;
  const isContained = pieces.length === 3 && before === "" && after === "";
  return spell(isContained ? [inner ?? ""] : pieces, PLAIN_VALUE);
}

function spell(pieces: string[], plain: RegExp): string {
  const text = pieces.join("*");
  const isPlain = plain.test(text) && pieces.every((piece) => !piece.includes("*"));
  return isPlain ? text : `"${pieces.map((piece) => piece.replace(/["\\*]/g, "\\$&")).join("*")}"`;
}

function nameOf(order: Order): string {
  const same = ORDERS.find(({ value }) => value.by === order.by && directionOf(value) === directionOf(order));
  return same?.name ?? order.by;
}

function directionOf(order: Order): string {
  return order.by === "random" ? "" : order.direction;
}
