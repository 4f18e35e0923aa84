import type { Queryable } from "../shared/database/handle.ts";

/** Begins the schedule of a kind, unless it has begun. Its first task starts one interval later. */
export async function addSchedule(db: Queryable, kind: string): Promise<void> {
  await db.query("insert into task_schedule (kind) values ($1) on conflict (kind) do nothing", [kind]);
}

/** Returns whether a task of the kind is due now. It is true for only one caller of all nodes. */
export async function claimSchedule(tx: Queryable, { kind, everyHours }: { kind: string; everyHours: number }): Promise<boolean> {
  const rows = await tx.query<{ kind: string }>(
    `update task_schedule set last_at = now()
     where kind = $1 and last_at <= now() - make_interval(secs => $2::float8 * 3600) returning kind`,
    [kind, everyHours],
  );
  return rows.length > 0;
}
