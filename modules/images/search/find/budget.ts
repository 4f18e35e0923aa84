import { type Database, type Queryable, sqlState } from "../../../shared/database/handle.ts";
import { AppError } from "../../../shared/errors.ts";
import { limitStatements } from "../repository_budget.ts";

/** Milliseconds in which rows may be read for a search; bitmaps need no limit, their work is bounded by the library's size. */
export const ROW_MILLISECONDS = 100;

const STATEMENT_TIMEOUT = "57014";

/** Time that is running out. */
export interface Deadline {
  /** Milliseconds that are left, 0 at least. */
  left(): number;
}

export function deadlineIn(milliseconds: number): Deadline {
  const end = performance.now() + milliseconds;
  return { left: () => Math.max(0, end - performance.now()) };
}

/**
 * Does work whose statements the database ends when the time is over; null where it did. PGlite cannot be interrupted, so that
 * there the work must look at its deadline between statements that are short by themselves.
 */
export async function within<T>(
  db: Queryable | Database,
  deadline: Deadline,
  work: (db: Queryable) => Promise<T>,
): Promise<T | null> {
  if (!("kind" in db) || db.kind === "embedded") return await work(db);
  try {
    return await db.transaction(async (tx) => {
      await limitStatements(tx, Math.max(1, Math.ceil(deadline.left())));
      return await work(tx);
    });
  } catch (error) {
    if (sqlState(error) === STATEMENT_TIMEOUT) return null;
    throw error;
  }
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
