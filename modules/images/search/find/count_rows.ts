import type { Database, Queryable } from "../../../shared/database/handle.ts";
import type { Plan } from "../plan/plan.ts";
import { type Budget, within } from "../budget.ts";
import type { RowFilter } from "./row_filter.ts";
import { findAllIds } from "./whole_order.ts";

const BLOCK = 4_000;

/** Counts what the rows say yes to, until the time is up: then there are at least so many. */
export async function countRows(
  db: Queryable | Database,
  plan: Plan,
  filter: RowFilter,
  { unfolded, budget }: { unfolded: boolean; budget: Budget },
): Promise<{ value: number; exact: boolean }> {
  const ids = await findAllIds(db, plan.bits, unfolded);
  let value = 0;
  for (let start = 0; start < ids.length; start += BLOCK) {
    if (budget.left() === 0) return { value, exact: false };
    const kept = await within(db, budget, (db) => filter(db, ids.slice(start, start + BLOCK)));
    if (kept === null) return { value, exact: false };
    value += kept.length;
  }
  return { value, exact: true };
}
