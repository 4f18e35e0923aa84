import type { Database, Queryable } from "../../shared/database/handle.ts";
import type { Order, Query } from "../grammar/ast.ts";
import { hasUnfoldedImages } from "../index/fold_repository.ts";
import { type Plan, planQuery } from "../plan/plan.ts";

/** The values that all statements of one search share. */
export interface SearchContext {
  db: Queryable | Database;
  /** True if some images are newer than the bitmaps, so that their rows have to be read too. */
  hasUnfolded: boolean;
}

/** A planned search. */
export interface Search extends SearchContext {
  plan: Plan;
}

export async function openSearch(db: Queryable | Database, query: Query): Promise<Search> {
  const [plan, hasUnfolded] = await Promise.all([planQuery(db, query), hasUnfoldedImages(db)]);
  return { db, plan, hasUnfolded };
}

/** Returns the same search in another order. */
export function reordered(search: Search, order: Order): Search {
  const { plan } = search;
  return { ...search, plan: { ...plan, query: { ...plan.query, order } } };
}
