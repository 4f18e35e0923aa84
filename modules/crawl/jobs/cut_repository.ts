import type { Queryable } from "../../shared/database/handle.ts";
import type { CutTotal } from "./cuts.ts";

/** Counts the URLs of a job that were rejected for one of these reasons, the most frequent first. The pages of traps are counted by pattern. */
export async function listCuts(
  db: Queryable,
  jobId: number,
  { reasons, limit }: { reasons: readonly string[]; limit: number },
): Promise<CutTotal[]> {
  return await db.query<CutTotal>(
    `select kind, reason, pattern, max(empty) as empty, sum(count)::bigint as count from (
       -- Two queries, because only the second one must read the rows and not the index alone.
       select kind, reason, null as pattern, null::int as empty, count(*) as count from crawl_url
       where job_id = $1 and outcome = 'rejected' and reason <> 'nothing_new' and reason in (select jsonb_array_elements_text($2::text::jsonb))
       group by kind, reason
       union all
       select kind, reason, remark ->> 'pattern', max((remark ->> 'pages')::int), count(*) from crawl_url
       where job_id = $1 and outcome = 'rejected' and reason = 'nothing_new' and kind = 'page'
       group by kind, reason, remark ->> 'pattern'
     ) cut group by kind, reason, pattern order by count desc, kind, reason, pattern limit $3::int`,
    [jobId, JSON.stringify(reasons), limit],
  );
}
