import type { Database, Queryable } from "../../../shared/database/handle.ts";
import type { ImagePage } from "../../schemas.ts";
import type { Node } from "../ast.ts";
import { isExact, type Plan, splitQuery } from "../plan/plan.ts";
import { printNode } from "../print.ts";
import { countBits } from "../repository_bits.ts";

/** Beyond so many parts it is not told what the result would be without each. */
const COMPARED = 12;

/**
 * What each part of a search finds by itself, and where nothing is found in all, how many images there would be without it: the
 * part that zeroed the result is the one without which there are any. Where only rows know, the count of the whole is the least.
 */
export async function explainTerms(
  db: Queryable | Database,
  plan: Plan,
  count: ImagePage["count"],
  unfolded: boolean,
): Promise<ImagePage["terms"]> {
  const { query, vocabulary } = plan;
  const parts = partsOf(query.root);
  if (parts.length === 0) return [];
  const own = parts.map((part) => splitQuery({ ...query, root: part }, vocabulary));
  const isCompared = count.value === 0 && parts.length > 1 && parts.length <= COMPARED;
  const others = isCompared ? parts.map((_, at) => splitQuery({ ...query, root: without(parts, at) }, vocabulary)) : [];
  const counts = parts.length === 1 && isExact(plan)
    ? [count.value]
    : await countBits(db, [...own, ...others].map(({ bits }) => bits), unfolded);
  return parts.map((part, at) => {
    const exact = own.map(isExact)[at] ?? false;
    const other = others[at];
    return {
      term: part.kind === "term"
        ? part.text
        : part.kind === "not" && part.child.kind === "term"
        ? `-${part.child.text}`
        : printNode(part),
      count: exact ? counts[at] ?? 0 : count.value,
      exact: exact || count.exact && parts.length === 1,
      without: other && isExact(other) ? counts[parts.length + at] ?? 0 : null,
    };
  });
}

/** What a person should know of how the search was understood. */
export function noticesOf({ vocabulary: { wildcards } }: Plan): string[] {
  return [...wildcards].flatMap(([pattern, { ids, cut }]) =>
    cut ? [`More than ${ids.length} tags fit ${pattern}: it stands for the ${ids.length} most used ones`] : []
  );
}

function partsOf(root: Node | null): Node[] {
  if (root === null) return [];
  return root.kind === "and" ? root.children : [root];
}

function without(parts: Node[], at: number): Node | null {
  const children = parts.filter((_, other) => other !== at);
  return children.length < 2 ? children[0] ?? null : { kind: "and", children };
}
