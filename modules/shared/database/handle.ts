import type { Db } from "pg-boss";

/** Runs one statement with parameters `$1`, `$2`, … Column names become camelCase, bigint a number, and timestamptz a Date. */
export interface Queryable {
  query<Row extends object>(text: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

/**
 * A database of either kind. Repositories take a `Queryable`, so that they work in a transaction too. Pass JSON as text and cast it
 * (`$1::text::jsonb`), because the driver converts a list to a PostgreSQL array.
 */
export interface Database extends Queryable {
  readonly kind: "embedded" | "server";
  /** Commits when `work` resolves, and rolls back when it rejects or takes longer than the limit (60 s if none is given). */
  transaction<T>(work: (tx: Transaction) => Promise<T>, limit?: { milliseconds: number }): Promise<T>;
  /**
   * Calls `notified` for every NOTIFY on the channel. Resolves once it listens, with a function that stops it. `missed` is called
   * whenever listening begins, at first and after each outage: earlier notifications were missed, and must be looked up.
   */
  listen(channel: string, notified: (payload: string) => void, missed?: () => void): Promise<() => Promise<void>>;
  /**
   * The same database for work in the background, such as the writes of a crawl. An embedded database has one session, and there
   * statements in the background wait for all others.
   */
  readonly background: Database;
  /** The same database with the interface that pg-boss expects. */
  readonly queue: Db;
  close(): Promise<void>;
}

export interface Transaction extends Queryable {
  /** Runs several statements without parameters, for migrations. */
  script(text: string): Promise<void>;
}

/** Returns the SQLSTATE of a database error, or null. */
export function sqlState(error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : null;
}

/** Renames the `snake_case` columns of rows to camelCase. */
export function camelRows<Row extends object>(rows: readonly object[]): Row[] {
  const first = rows[0];
  if (!first) return [];
  const names = Object.keys(first).map((name) => [name, camel(name)] as const);
  return rows.map((row) => {
    const values = row as Record<string, unknown>;
    return Object.fromEntries(names.map(([column, key]) => [key, values[column]])) as Row;
  });
}

function camel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
