import type { Queryable } from "../../shared/database/handle.ts";
import type { CrawlTask } from "../messages.ts";
import { UrlKind } from "../schemas.ts";
import type { Remark } from "../texts.ts";

/**
 * Finds a URL that an origin gave to this job: a page, or else an image, or else a start address that it answered. If it gave
 * none, the URL `otherwise` is returned.
 */
export async function findUrlGiven(
  db: Queryable,
  jobId: number,
  { origin, otherwise }: { origin: string; otherwise: number | null },
): Promise<CrawlTask | null> {
  const rows = await db.query<CrawlTask>(
    `select id, url, kind, depth from (
       (select 1 as preference, id, url, kind, depth from crawl_url
        where job_id = $1 and kind = 'page' and outcome = 'page' and reason is null and origin = $2 order by id limit 1)
       union all
       (select 2, id, url, kind, depth from crawl_url
        where job_id = $1 and kind = 'image' and outcome in ('stored', 'duplicate') and origin = $2 limit 1)
       union all
       (select 3, id, url, kind, depth from (select * from crawl_url where job_id = $1 order by id limit 200) as first
        where $3::bigint is not null and depth = 0 and kind = 'page' and origin = $2 and http_status is not null limit 1)
       union all
       (select 4, id, url, kind, depth from crawl_url where id = $3::bigint)
     ) as given order by preference limit 1`,
    [jobId, origin, otherwise],
  );
  return rows[0] ?? null;
}

/** Lists the origins that the job has left because they refuse it. */
export async function listOriginsLeft(
  db: Queryable,
  jobId: number,
  reason: string,
): Promise<{ origin: string; remark: Remark | null }[]> {
  return await db.query<{ origin: string; remark: Remark | null }>(
    `select distinct on (origin) origin, remark from crawl_url
     where job_id = $1 and kind in (select jsonb_array_elements_text($3::text::jsonb)) and outcome = 'failed' and reason = $2
     order by origin, id`,
    [jobId, reason, JSON.stringify(UrlKind.options)],
  );
}
