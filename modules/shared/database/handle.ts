import type { Db } from "pg-boss";

/** Runs one statement with `$1`-style parameters. Column names arrive in camelCase, bigint as number, timestamptz as Date. */
export interface Queryable {
  query<Row extends object>(text: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

/**
 * The one way to the database, whichever it is. Repositories take a `Queryable`, so that a transaction can stand in.
 * Pass JSON as text and cast it (`$1::text::jsonb`): the driver takes a list for an array of PostgreSQL.
 */
export interface Database extends Queryable {
  readonly kind: "embedded" | "server";
  /** Commits when `work` resolves, rolls back when it rejects. Bounded: a transaction that is never settled is rolled back. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /**
   * Calls back for every NOTIFY on the channel; resolves once listening, to a function that stops it. `missed` is called whenever
   * listening has begun, at first and after each outage: what was told before that has to be looked up.
   */
  listen(channel: string, notified: (payload: string) => void, missed?: () => void): Promise<() => Promise<void>>;
  /**
   * The same database for work that nobody waits for, as a crawl's is, though not what a crawl says to people. An embedded one has
   * a single session: statements of the background stand behind all others there.
   */
  readonly background: Database;
  /** The same database in the shape that pg-boss takes. */
  readonly queue: Db;
  close(): Promise<void>;
}

export interface Transaction extends Queryable {
  /** Runs several statements without parameters; for migrations. */
  script(text: string): Promise<void>;
}

/** The SQLSTATE of a database error, or null. */
export function sqlState(error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : null;
}

/** Rows with `snake_case` columns renamed to camelCase. */
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
