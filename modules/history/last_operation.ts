import type { Context } from "hono";
import { withParameter } from "../shared/web/local_path.ts";
import type { History } from "./history.ts";
import { summaryOf } from "./kinds.ts";
import { findRecentOperation } from "./repository.ts";
import type { DoneOperation } from "./schemas.ts";

/** The path that a form redirects to, with the id of its operation, so that the page there offers to undo it. */
export function backWith(path: string, operation: { id: number } | null): string {
  return operation === null ? path : withParameter(path, "done", String(operation.id));
}

/** The operation of the form that redirected to this page, or null if the page has none to offer to undo. */
export async function lastOperation({ database, kinds }: History, context: Context): Promise<DoneOperation | null> {
  const done = context.req.query("done") ?? "";
  if (!/^[1-9][0-9]{0,14}$/.test(done)) return null;
  const row = await findRecentOperation(database, Number(done));
  return row === null ? null : { id: row.id, summary: summaryOf(kinds, row) };
}
