import type { Queryable } from "../../shared/database/handle.ts";
import type { JobStatus } from "../schemas.ts";

/** Holds the job for this transaction, so that of two who ask for another run at once one comes after the other. */
export async function lockJob(tx: Queryable, id: number): Promise<void> {
  await tx.query("select id from crawl_job where id = $1 for no key update", [id]);
}

export interface UnfinishedRun {
  id: number;
  status: JobStatus;
}

/** Another run of the job that has not ended, or null. */
export async function findUnfinishedRun(db: Queryable, parentId: number): Promise<UnfinishedRun | null> {
  const rows = await db.query<UnfinishedRun>(
    `select id, status from crawl_job where parent_id = $1 and status in ('queued', 'running', 'paused') order by id limit 1`,
    [parentId],
  );
  return rows[0] ?? null;
}

/** An unfinished run of failures that stands on this job, or on one that stands on it: its references name this job's pages. */
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

/** Without robots.txt: every run asks for it. */
const FAILED = "outcome = 'failed' and kind <> 'robots'";

/**
 * Makes the URLs that failed in one job the frontier of another, with where each was referred to. Pages that refer to them, and
 * are not visited again, stay rows of the first job. Returns how many there are.
 */
export async function copyFailures(tx: Queryable, { from, to }: { from: number; to: number }): Promise<number> {
  const [copied] = await tx.query<{ count: number }>(
    `with copied as (
       insert into crawl_url (job_id, url, origin, kind, depth, referrer_id, redirects)
       select $2::bigint, url, origin, kind, depth, referrer_id, redirects from crawl_url
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
