import { type ImageSet, setOfIds } from "../../shared/bitmap/image_set.ts";
import { bitsSuffice } from "../plan/plan.ts";
import { findColumnsOfChunks } from "./bit_repository.ts";
import { budgetOf, largestBlock, tooCostly, within } from "../plan/budget.ts";
import { rowsOf } from "./find_page.ts";
import { openRowFilter } from "./row_filter.ts";
import type { Search } from "./search_context.ts";
import { findAllIds } from "./whole_order.ts";

/** An edit of many images may take longer to find them than a page of a search. */
const SELECT_MILLISECONDS = 20_000;

/** Returns every image that a planned search finds. Throws `too_costly` if reading rows takes too long. */
export async function selectBits(search: Search): Promise<ImageSet> {
  const { db, plan } = search;
  if (bitsSuffice(plan)) {
    const chunks = await findColumnsOfChunks(search, [plan.bits]);
    return new Map(chunks.flatMap(({ chunk, columns: [bits] }) => bits ? [[chunk, bits] as const] : []));
  }
  const filter = await openRowFilter(search);
  const ids = await findAllIds(search, plan.bits);
  const budget = budgetOf(SELECT_MILLISECONDS);
  const set: ImageSet = new Map();
  const block = largestBlock(db);
  for (let start = 0; start < ids.length; start += block) {
    const matching = await within(db, budget, (db) => filter(db, ids.slice(start, start + block)));
    if (matching === null || budget.left() === 0) throw tooCostly(rowsOf(plan), start);
    setOfIds(matching, set);
  }
  return set;
}
