import type { Database, Queryable } from "../../shared/database/handle.ts";
import { idsOfBits } from "../plan/ids_of_bits.ts";
import type { Plan } from "../plan/plan.ts";
import { type Budget, largestBlock, spending, within } from "../plan/budget.ts";
import { findColumnsOfChunks } from "./bit_repository.ts";
import type { RowFilter } from "./row_filter.ts";

/** Counts what the rows say yes to, until the time is up: then there are at least so many. */
export async function countRows(
  db: Queryable | Database,
  plan: Plan,
  filter: RowFilter,
  { unfolded, budget }: { unfolded: boolean; budget: Budget },
): Promise<{ value: number; exact: boolean }> {
  const chunks = await spending(budget, () => findColumnsOfChunks(db, [plan.bits], unfolded));
  const block = largestBlock(db);
  let value = 0;
  for (const { chunk, columns: [bits] } of chunks) {
    const ids = bits ? idsOfBits(chunk, bits) : [];
    for (let start = 0; start < ids.length; start += block) {
      if (budget.left() === 0) return { value, exact: false };
      const kept = await within(db, budget, (db) => filter(db, ids.slice(start, start + block)));
      if (kept === null) return { value, exact: false };
      value += kept.length;
    }
  }
  return { value, exact: true };
}
