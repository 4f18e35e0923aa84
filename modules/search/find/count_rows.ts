import { idsOfChunk } from "../../shared/bitmap/chunk.ts";
import { type Budget, largestBlock, spending, within } from "../plan/budget.ts";
import { findColumnsOfChunks } from "./bit_repository.ts";
import type { RowFilter } from "./row_filter.ts";
import type { Search } from "./search_context.ts";

/** Counts the images that pass the filter. If the budget is spent first, `exact` is false and there are at least `value`. */
export async function countRows(
  search: Search,
  filter: RowFilter,
  budget: Budget,
): Promise<{ value: number; exact: boolean }> {
  const { db, plan } = search;
  const chunks = await spending(budget, () => findColumnsOfChunks(search, [plan.bits]));
  const block = largestBlock(db);
  let value = 0;
  for (const { chunk, columns: [bits] } of chunks) {
    const ids = bits ? idsOfChunk(chunk, bits) : [];
    for (let start = 0; start < ids.length; start += block) {
      if (budget.left() === 0) return { value, exact: false };
      const matching = await within(db, budget, (db) => filter(db, ids.slice(start, start + block)));
      if (matching === null) return { value, exact: false };
      value += matching.length;
    }
  }
  return { value, exact: true };
}
