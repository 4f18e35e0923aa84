import { type Database, type Queryable, sqlState } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import { limitStatements } from "./budget_repository.ts";

/**
 * Milliseconds in which rows may be read for a search: with the rest of its work an answer takes a tenth of a second. Bitmaps need
 * no limit, their work is bounded by the library's size.
 */
export const ROW_MILLISECONDS = 75;

/** SQLSTATE of a statement that took longer than it may. */
export const STATEMENT_TIMEOUT = "57014";

/** Time that reading rows may take, finding out which included. */
export interface Budget {
  /** Milliseconds that are left, 0 at least. */
  left(): number;
  spend(milliseconds: number): void;
}

export function budgetOf(milliseconds: number): Budget {
  let left = milliseconds;
  return { left: () => left, spend: (spent) => void (left = Math.max(0, left - spent)) };
}

/**
 * Does work whose statements the database ends when the budget is spent; null where it did. PGlite cannot be interrupted: there
 * the statements must be short by themselves, and the budget looked at between them.
 */
export async function within<T>(
  db: Queryable | Database,
  budget: Budget,
  work: (db: Queryable) => Promise<T>,
): Promise<T | null> {
  try {
    return await spending(budget, async () => {
      if (!("kind" in db) || db.kind === "embedded") return await work(db);
      return await db.transaction(async (tx) => {
        await limitStatements(tx, Math.max(1, Math.ceil(budget.left())));
        return await work(tx);
      });
    });
  } catch (error) {
    if (sqlState(error) === STATEMENT_TIMEOUT) return null;
    throw error;
  }
}

/** Does work that is not ended when the budget is spent, but counts. */
export async function spending<T>(budget: Budget, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  try {
    return await work();
  } finally {
    budget.spend(performance.now() - begun);
  }
}

/** Rows that are read at once, at most: embedded, the budget is looked at only afterwards. */
export function largestBlock(db: Queryable | Database): number {
  return "kind" in db && db.kind === "embedded" ? 1_000 : 4_000;
}

/** What a search is answered that would take too long; `what` asks for reading row by row. */
export function tooCostly(what: string, read: number): AppError {
  const seen = read > 0 ? `${read.toLocaleString("en")} images were looked at` : "the library is too large for it";
  return new AppError(
    "too_costly",
    `This search takes too long: ${what} is read image by image, and ${seen} before the time was up. ` +
      `Add a tag, or job:, site:, date: or id:, so that fewer are left`,
  );
}
