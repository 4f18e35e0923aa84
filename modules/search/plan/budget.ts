import { type Database, type Queryable, sqlState } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import { limitStatements } from "./budget_repository.ts";

/**
 * Milliseconds in which a search may read rows. With the rest of its work, an answer then takes 100 ms. Bitmaps need no limit,
 * because their work is bounded by the size of the library.
 */
export const ROW_MILLISECONDS = 75;

/** SQLSTATE of a statement that was ended by `statement_timeout`. */
export const STATEMENT_TIMEOUT = "57014";

/** The time that a search may take to find and read rows. */
export interface Budget {
  /** Returns the milliseconds that are left, at least 0. */
  left(): number;
  spend(milliseconds: number): void;
}

export function budgetOf(milliseconds: number): Budget {
  let left = milliseconds;
  return { left: () => left, spend: (spent) => void (left = Math.max(0, left - spent)) };
}

/**
 * Runs `work`. When the budget is spent, the database ends the statement, and null is returned. PGlite cannot end a statement:
 * there, statements must be short, and the caller checks the budget between them.
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

/** Runs `work`, which is not interrupted, and takes its time from the budget. */
export async function spending<T>(budget: Budget, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  try {
    return await work();
  } finally {
    budget.spend(performance.now() - begun);
  }
}

/** Returns how many rows may be read at once. On the embedded database, the budget is checked only afterwards. */
export function largestBlock(db: Queryable | Database): number {
  return "kind" in db && db.kind === "embedded" ? 1_000 : 4_000;
}

/** Makes the error of a search that takes too long, because of the terms in `what`. `read` is the number of images read so far. */
export function tooCostly(what: string, read: number): AppError {
  const reason = read > 0
    ? `only ${read.toLocaleString("en")} images could be read in time`
    : "the library has too many images for that";
  return new AppError(
    "too_costly",
    `This search takes too long: ${what} is read image by image, and ${reason}. ` +
      `Add a tag, or job:, site:, date: or id:, so that fewer images are read.`,
  );
}
