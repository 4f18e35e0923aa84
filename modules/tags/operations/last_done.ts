import type { Context } from "hono";
import type { Queryable } from "../../shared/database/handle.ts";
import { withParameter } from "../../shared/web/local_path.ts";
import { findLastDone } from "./repository_last_done.ts";

/** Where a form leads back to, carrying what it did: the page there offers to undo it. */
export function backWith(path: string, operation: { id: number } | null): string {
  return operation === null ? path : withParameter(path, "done", String(operation.id));
}

/** What the form that led to this page did, while it can be undone. */
export async function lastDone(db: Queryable, context: Context): Promise<{ id: number; summary: string } | null> {
  const done = context.req.query("done") ?? "";
  return /^[1-9][0-9]{0,14}$/.test(done) ? await findLastDone(db, Number(done)) : null;
}
