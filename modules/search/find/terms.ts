import type { ImagePage } from "../schemas.ts";
import type { Node } from "../grammar/ast.ts";
import type { BitExpression } from "../plan/bit_expression.ts";
import { isExact, type Plan, splitQuery } from "../plan/plan.ts";
import { printNode } from "../grammar/print.ts";
import { countBits } from "./bit_repository.ts";
import type { Found } from "./find_page.ts";
import type { Search } from "./search_context.ts";

/** Beyond so many parts it is not told what the result would be without each. */
const COMPARED = 12;

interface Part {
  node: Node;
  plan: Plan;
}

/** The parts of a search that must all hold. */
export function partsOf({ query, vocabulary }: Plan): Part[] {
  const { root } = query;
  const nodes = root === null ? [] : root.kind === "and" ? root.children : [root];
  return nodes.map((node) => ({ node, plan: splitQuery({ ...query, root: node }, vocabulary) }));
}

/** What is to be counted for the parts, beside the result; nothing where the only part is the result. */
export function bitsOfParts(parts: Part[]): BitExpression[] {
  return parts.length > 1 ? parts.map(({ plan }) => plan.bits) : [];
}

/**
 * What each part of a search finds by itself, and where nothing is found in all, how many images there would be without it: the
 * part that zeroed the result is the one without which there are any. Where only rows know, the count of the whole is the least.
 */
export async function explainTerms(search: Search, parts: Part[], { count, counts }: Found): Promise<ImagePage["terms"]> {
  const { query, vocabulary } = search.plan;
  const isCompared = count.value === 0 && parts.length > 1 && parts.length <= COMPARED;
  const others = isCompared ? parts.map((_, at) => splitQuery({ ...query, root: without(parts, at) }, vocabulary)) : [];
  const left = await countBits(search, others.map(({ bits }) => bits));
  return parts.map(({ node, plan }, at) => {
    const own = parts.length === 1 || !isExact(plan) ? count : { value: counts[at] ?? 0, exact: true };
    const other = others[at];
    return {
      term: textOf(node),
      count: own.value,
      exact: own.exact && (parts.length === 1 || isExact(plan)),
      without: other && isExact(other) ? left[at] ?? 0 : null,
    };
  });
}

/** What a person should know of how the search was understood. */
export function noticesOf({ vocabulary: { wildcards } }: Plan): string[] {
  return [...wildcards].flatMap(([pattern, { size, cut }]) =>
    cut ? [`More than ${size} tags fit ${pattern}: it stands for the ${size} most used ones`] : []
  );
}

/** As it was typed, where it is one term. */
function textOf(node: Node): string {
  if (node.kind === "term") return node.text;
  return node.kind === "not" && node.child.kind === "term" ? `-${node.child.text}` : printNode(node);
}

function without(parts: Part[], at: number): Node | null {
  const children = parts.filter((_, other) => other !== at).map(({ node }) => node);
  return children.length < 2 ? children[0] ?? null : { kind: "and", children };
}
