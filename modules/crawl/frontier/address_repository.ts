import type { Queryable } from "../../shared/database/handle.ts";

/** Whether the job has a URL with ignored parameters. */
export async function hasKeys(db: Queryable, jobId: number): Promise<boolean> {
  const rows = await db.query("select 1 from crawl_url where job_id = $1 and address_key is not null limit 1", [jobId]);
  return rows.length > 0;
}

/**
 * Lists which URL of the job is fetched for each key: the first that was found. URLs that were rejected for one of
 * `except` do not count, and one that redirects counts only if there is no other. Keys that no URL has are left out.
 */
export async function listFetched(
  tx: Queryable,
  jobId: number,
  keys: string[],
  except: readonly string[],
): Promise<{ key: string; url: string }[]> {
  if (keys.length === 0) return [];
  return await tx.query(
    `select given.key, target.url from jsonb_array_elements_text($2::text::jsonb) as given (key)
     cross join lateral (
       select id, url, reason from (
         -- "offset 0" makes PostgreSQL look up each key by the index.
         (select id, url, reason from crawl_url where job_id = $1 and md5(url) = md5(given.key) and url = given.key offset 0)
         union all
         (select id, url, reason from crawl_url
          where job_id = $1 and md5(address_key) = md5(given.key) and address_key = given.key offset 0)
       ) spelled
       where coalesce(reason, '') <> all (array(select jsonb_array_elements_text($3::text::jsonb)))
       order by coalesce(reason, '') = 'redirected', id limit 1
     ) target`,
    [jobId, JSON.stringify(keys), JSON.stringify(except)],
  );
}
