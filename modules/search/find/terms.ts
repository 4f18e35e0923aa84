import type { ImagePage } from "../schemas.ts";
import type { Node } from "../grammar/ast.ts";
import type { BitExpression } from "../plan/bit_expression.ts";
import { bitsSuffice, type Plan, splitQuery } from "../plan/plan.ts";
import { printNode } from "../grammar/print.ts";
import { countBits } from "./bit_repository.ts";
import type { Found } from "./find_page.ts";
import type { Search } from "./search_context.ts";

/** If a search has more parts, it is not counted what it would find without each of them. */
const COMPARED = 12;

interface Part {
  node: Node;
  plan: Plan;
}

/** Returns the parts of a search that an image must all match. */
export function partsOf({ query, vocabulary }: Plan): Part[] {
  const { root } = query;
  const nodes = root === null ? [] : root.kind === "and" ? root.children : [root];
  return nodes.map((node) => ({ node, plan: splitQuery({ ...query, root: node }, vocabulary) }));
}

/** Returns what has to be counted for the parts. A single part is the whole search, which is counted anyway. */
export function bitsOfParts(parts: Part[]): BitExpression[] {
  return parts.length > 1 ? parts.map(({ plan }) => plan.bits) : [];
}

/**
 * Counts the images that each part of a search finds by itself. If the search finds nothing, also counts what it would find without
 * each part, which shows the part to blame. For a part that needs rows, the count of the whole search is the lower bound.
 */
export async function explainTerms(search: Search, parts: Part[], { count, counts }: Found): Promise<ImagePage["terms"]> {
  const { query, vocabulary } = search.plan;
  const isCompared = count.value === 0 && parts.length > 1 && parts.length <= COMPARED;
  const others = isCompared ? parts.map((_, at) => splitQuery({ ...query, root: without(parts, at) }, vocabulary)) : [];
  const left = await countBits(search, others.map(({ bits }) => bits));
  return parts.map(({ node, plan }, at) => {
    const own = parts.length === 1 || !bitsSuffice(plan) ? count : { value: counts[at] ?? 0, exact: true };
    const other = others[at];
    return {
      term: textOf(node),
      count: own.value,
      exact: own.exact && (parts.length === 1 || bitsSuffice(plan)),
      without: other && bitsSuffice(other) ? left[at] ?? 0 : null,
    };
  });
}

/** Returns remarks on how the search was understood. */
export function noticesOf({ vocabulary: { wildcards } }: Plan): string[] {
  return [...wildcards].flatMap(([pattern, { size, cut }]) =>
    cut ? [`More than ${size} tags match ${pattern}. Only the ${size} most used ones are searched.`] : []
  );
}

/** Returns the text of a part: as it was typed if it is one term, otherwise the canonical text. */
function textOf(node: Node): string {
  if (node.kind === "term") return node.text;
  return node.kind === "not" && node.child.kind === "term" ? `-${node.child.text}` : printNode(node);
}

function without(parts: Part[], at: number): Node | null {
  const children = parts.filter((_, other) => other !== at).map(({ node }) => node);
  return children.length < 2 ? children[0] ?? null : { kind: "and", children };
}
