import type { Queryable } from "../../shared/database/handle.ts";
import type { FreshUrl } from "./link_repository.ts";

/** Lists the pages of a job that were left out because their pattern was closed, by id. */
export async function listClosedPages(
  db: Queryable,
  jobId: number,
  { after, limit }: { after: number; limit: number },
): Promise<{ id: number; url: string }[]> {
  return await db.query(
    `select id, url from crawl_url where job_id = $1 and id > $2 and kind = 'page' and reason = 'nothing_new'
     order by id limit $3::int`,
    [jobId, after, limit],
  );
}

/** Opens pages that were left out, as if they had never been asked for. */
export async function reopenPages(tx: Queryable, ids: number[]): Promise<FreshUrl[]> {
  return await tx.query<FreshUrl>(
    `update crawl_url set state = 'pending', outcome = null, reason = null, detail = null, remark = null, done_at = null, attempts = 0
     where reason = 'nothing_new' and id = any (array(select (jsonb_array_elements_text($1::text::jsonb))::bigint))
     returning id, url, origin, kind`,
    [JSON.stringify(ids)],
  );
}
