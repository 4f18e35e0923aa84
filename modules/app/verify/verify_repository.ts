import type { Queryable } from "../../shared/database/handle.ts";

/** Lists the tokens of attempts that may write temp files now. Their temp folders have these names. */
export async function listLiveTokens(db: Queryable): Promise<string[]> {
  const rows = await db.query<{ token: string }>(
    "select attempt_token::text as token from crawl_job where status = 'running' and attempt_token is not null",
  );
  return rows.map(({ token }) => token);
}

export async function countImages(db: Queryable): Promise<number> {
  const [row] = await db.query<{ images: number }>("select count(*) as images from image");
  return row?.images ?? 0;
}

export interface CounterBreach {
  id: number;
  status: string;
  breach: string;
}

/** Lists jobs whose counters differ from the sums of their ledger, or that ended with pending URLs. */
export async function listCounterBreaches(db: Queryable): Promise<{ checked: number; breaches: CounterBreach[] }> {
  const [total] = await db.query<{ checked: number }>("select count(*) as checked from crawl_job");
  const breaches = await db.query<CounterBreach>(
    `with counted as (
       select job.id,
         count(url.id) filter (where kind = 'page') as pages_found,
         count(url.id) filter (where kind = 'page' and outcome = 'page') as pages_done,
         count(url.id) filter (where kind = 'page' and outcome = 'rejected') as pages_rejected,
         count(url.id) filter (where kind = 'page' and outcome = 'failed') as pages_failed,
         count(url.id) filter (where kind = 'image') as images_found,
         count(url.id) filter (where kind = 'image' and outcome = 'stored') as images_stored,
         count(url.id) filter (where kind = 'image' and outcome = 'duplicate') as images_duplicate,
         count(url.id) filter (where kind = 'image' and outcome = 'rejected') as images_rejected,
         count(url.id) filter (where kind = 'image' and outcome = 'failed') as images_failed,
         count(url.id) filter (where kind = 'image' and state <> 'done') as images_pending,
         count(url.id) filter (where state <> 'done') as pending,
         coalesce(sum(bytes) filter (where outcome = 'stored'), 0) as bytes_stored
       from crawl_job job left join crawl_url url on url.job_id = job.id
       group by job.id
     )
     select job.id, job.status,
       case when counted.pending > 0 and job.status in ('completed', 'failed', 'cancelled')
         then 'it has ended with pending URLs: ' || counted.pending
         else 'its counters differ from the sums over its URLs' end as breach
     from crawl_job job join counted on counted.id = job.id
     where (job.pages_found, job.pages_done, job.pages_rejected, job.pages_failed, job.images_found, job.images_stored,
         job.images_duplicate, job.images_rejected, job.images_failed, job.bytes_stored)
       is distinct from (counted.pages_found, counted.pages_done, counted.pages_rejected, counted.pages_failed, counted.images_found,
         counted.images_stored, counted.images_duplicate, counted.images_rejected, counted.images_failed, counted.bytes_stored)
       or counted.images_found <> counted.images_stored + counted.images_duplicate + counted.images_rejected + counted.images_failed
         + counted.images_pending
       or (counted.pending > 0 and job.status in ('completed', 'failed', 'cancelled'))
     order by job.id`,
  );
  return { checked: total?.checked ?? 0, breaches };
}
