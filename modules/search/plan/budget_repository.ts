import type { Queryable } from "../../shared/database/handle.ts";

/** Makes the database end each statement of this transaction that takes longer. */
export async function limitStatements(tx: Queryable, milliseconds: number): Promise<void> {
  await tx.query("select set_config('statement_timeout', $1, true)", [`${milliseconds}ms`]);
}
