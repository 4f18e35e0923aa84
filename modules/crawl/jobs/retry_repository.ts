import type { Queryable } from "../../shared/database/handle.ts";
import type { JobStatus } from "../schemas.ts";

/** Locks the job until this transaction ends, so that two requests for another run are served one after the other. */
export async function lockJob(tx: Queryable, id: number): Promise<void> {
  await tx.query("select id from crawl_job where id = $1 for no key update", [id]);
}

export interface UnfinishedRun {
  id: number;
  status: JobStatus;
}

/** Finds another run of the job that has not ended. */
export async function findUnfinishedRun(db: Queryable, parentId: number): Promise<UnfinishedRun | null> {
  const rows = await db.query<UnfinishedRun>(
    `select id, status from crawl_job where parent_id = $1 and status in ('queued', 'running', 'paused') order by id limit 1`,
    [parentId],
  );
  return rows[0] ?? null;
}

/** Finds an unfinished run of this job's failures, or of that run's failures and so on: it still refers to this job's pages. */
export async function findDependentRun(db: Queryable, id: number): Promise<UnfinishedRun | null> {
  const rows = await db.query<UnfinishedRun>(
    `with recursive run as (
       select id, status from crawl_job where parent_id = $1 and only_failures
       union select child.id, child.status from crawl_job child join run on child.parent_id = run.id where child.only_failures
     ) select id, status from run where status in ('queued', 'running', 'paused') order by id limit 1`,
    [id],
  );
  return rows[0] ?? null;
}

/** The condition for failed URLs. robots.txt is left out, because every run asks for it. */
const FAILED = "outcome = 'failed' and kind <> 'robots'";

/**
 * Copies the URLs that failed in one job, and the references to them, to another job. The pages that refer to them are not
 * copied: they are not visited again, and stay rows of the first job. Returns the number of URLs.
 */
export async function copyFailures(tx: Queryable, { from, to }: { from: number; to: number }): Promise<number> {
  const [copied] = await tx.query<{ count: number }>(
    `with copied as (
       insert into crawl_url (job_id, url, address_key, origin, kind, depth, referrer_id, redirects)
       select $2::bigint, url, address_key, origin, kind, depth, referrer_id, redirects from crawl_url
       where job_id = $1 and ${FAILED} order by id
       returning id
     ) select count(*) as count from copied`,
    [from, to],
  );
  await tx.query(
    `insert into crawl_reference (url_id, page_id, kind, context, candidate_group, descriptor, rank)
     select again.id, reference.page_id, reference.kind, context, candidate_group, descriptor, rank
     from (select id, url from crawl_url where job_id = $1 and ${FAILED}) failed
     join crawl_url again on again.job_id = $2 and md5(again.url) = md5(failed.url) and again.url = failed.url
     join crawl_reference reference on reference.url_id = failed.id`,
    [from, to],
  );
  return copied?.count ?? 0;
}
