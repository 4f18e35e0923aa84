import type { Queryable } from "../../shared/database/handle.ts";
import type { CrawlTask } from "../messages.ts";
import { UrlKind } from "../schemas.ts";
import type { Remark } from "../texts.ts";

/** A URL that its origin answered to an earlier attempt. */
export interface UrlAnswered {
  origin: string;
  isStart: boolean;
  task: CrawlTask;
}

/**
 * Lists what earlier attempts know of each origin: the last page that it gave to the job, or, if it gave none, the last of anything
 * else, and a start address that it answered. It reads all URLs of the job.
 */
export async function listUrlsAnswered(db: Queryable, jobId: number): Promise<UrlAnswered[]> {
  return await db.query<UrlAnswered>(
    `with given as (
       select coalesce(max(id) filter (where kind = 'page'), max(id)) as id, false as is_start from crawl_url
       where job_id = $1 and kind <> 'robots' and outcome in ('page', 'stored', 'duplicate') group by origin
       union all
       select max(id), true from crawl_url
       where job_id = $1 and kind = 'page' and depth = 0 and http_status is not null group by origin
     ) select origin, is_start, jsonb_build_object('id', id, 'url', url, 'kind', kind, 'depth', depth) as task
       from given join crawl_url using (id)`,
    [jobId],
  );
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
