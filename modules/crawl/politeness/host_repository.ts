import type { Queryable } from "../../shared/database/handle.ts";

export interface HostRow {
  origin: string;
  robotsStatus: number | null;
  robotsBody: string | null;
  robotsAgeMilliseconds: number | null;
  delayMilliseconds: number;
  waitMilliseconds: number;
  errorsInRow: number;
}

/** Finds the row of an origin, with ages and waits by the database's clock. */
export async function findHost(db: Queryable, origin: string): Promise<HostRow | null> {
  const rows = await db.query<HostRow>(
    `select origin, robots_status, robots_body, delay_milliseconds, errors_in_row,
       extract(epoch from now() - robots_fetched_at)::float8 * 1000 as robots_age_milliseconds,
       greatest(0, coalesce(extract(epoch from next_visit_at - now()), 0))::float8 * 1000 as wait_milliseconds
     from crawl_host where origin = $1`,
    [origin],
  );
  return rows[0] ?? null;
}

export async function upsertHostClock(
  db: Queryable,
  { origin, delay, waitMilliseconds, errorsInRow }: {
    origin: string;
    delay: number;
    waitMilliseconds: number;
    errorsInRow: number;
  },
): Promise<void> {
  await db.query(
    `insert into crawl_host (origin, delay_milliseconds, next_visit_at, errors_in_row)
     values ($1, $2::float8, now() + $3::float8 * interval '1 millisecond', $4::int)
     on conflict (origin) do update set delay_milliseconds = excluded.delay_milliseconds,
       next_visit_at = excluded.next_visit_at, errors_in_row = excluded.errors_in_row, updated_at = now()`,
    [origin, delay, waitMilliseconds, errorsInRow],
  );
}

export async function upsertHostRobots(
  db: Queryable,
  { origin, status, body, crawlDelayMilliseconds }: {
    origin: string;
    status: number;
    body: string | null;
    crawlDelayMilliseconds: number | null;
  },
): Promise<void> {
  await db.query(
    `insert into crawl_host (origin, robots_status, robots_body, crawl_delay_milliseconds, robots_fetched_at)
     values ($1, $2::int, $3, $4::int, now())
     on conflict (origin) do update set robots_status = excluded.robots_status, robots_body = excluded.robots_body,
       crawl_delay_milliseconds = excluded.crawl_delay_milliseconds, robots_fetched_at = now(), updated_at = now()`,
    [origin, status, body, crawlDelayMilliseconds === null ? null : Math.round(crawlDelayMilliseconds)],
  );
}
