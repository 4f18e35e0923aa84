import type { Queryable } from "../../shared/database/handle.ts";
import type { CrawlTask, FetchFacts } from "../messages.ts";
import type { UrlKind } from "../schemas.ts";

/** The attempt that writes: a row changes only while the job still carries this attempt's token. */
export interface Attempt {
  jobId: number;
  token: string;
}

/**
 * Makes the commit of this transaction not wait for the disk. What a power cut takes of a crawl's last moments is done again
 * from what is left; what a person did never is, so nothing else may use this.
 */
const UNHURRIED = "set_config('synchronous_commit', 'off', true)";

/**
 * Locks the job for this transaction; false where another attempt, a pause or a cancel has taken it over. Every write of a job
 * takes this lock before any other, so that two of them never wait for each other; "no key", because rows that refer to the
 * job hold its key.
 */
export async function fence(tx: Queryable, { jobId, token }: Attempt): Promise<boolean> {
  const rows = await tx.query(
    `select id, ${UNHURRIED} from crawl_job where id = $1 and attempt_token = $2::uuid for no key update`,
    [jobId, token],
  );
  return rows.length === 1;
}

/** Gives back what an earlier attempt had leased. */
export async function releaseLeased(tx: Queryable, jobId: number): Promise<void> {
  await tx.query("update crawl_url set state = 'pending' where job_id = $1 and state = 'leased'", [jobId]);
}

export interface OriginCount {
  origin: string;
  kind: UrlKind;
  pending: number;
}

export async function countPending(db: Queryable, jobId: number, origin?: string): Promise<OriginCount[]> {
  return await db.query<OriginCount>(
    `select origin, kind, count(*) as pending from crawl_url
     where job_id = $1 and state = 'pending' and ($2::text is null or origin = $2) group by origin, kind`,
    [jobId, origin ?? null],
  );
}

/** How much of the job's page and image limits is used up. */
export async function countTaken(db: Queryable, jobId: number): Promise<{ pages: number; images: number }> {
  const rows = await db.query<{ pages: number; images: number }>(
    `select count(*) filter (where kind = 'page' and outcome in ('page', 'failed')) as pages,
       count(*) filter (where kind = 'image' and outcome in ('stored', 'duplicate')) as images
     from crawl_url where job_id = $1 and state = 'done'`,
    [jobId],
  );
  return rows[0] ?? { pages: 0, images: 0 };
}

/** Leases the next URLs of an origin, nearest to the seeds first. Suspects were being worked on when a worker died. */
export async function claimUrls(
  db: Queryable,
  { jobId, token }: Attempt,
  { origin, kind, limit, suspects }: { origin: string; kind: UrlKind; limit: number; suspects: boolean },
): Promise<CrawlTask[]> {
  return await db.query<CrawlTask>(
    `with job as materialized (select id, ${UNHURRIED} from crawl_job where id = $1 and attempt_token = $2::uuid for no key update)
     update crawl_url set state = 'leased', attempts = attempts + 1
     where id in (
       select id from crawl_url
       where job_id = (select id from job) and origin = $3 and state = 'pending' and not_before <= now()
         and kind = $4 and (crashes > 0) = $6::boolean
       order by depth, id limit $5::int for update skip locked
     )
     returning id, url, kind, depth`,
    [jobId, token, origin, kind, limit, suspects],
  );
}

/** Leases the origin's robots.txt, as a row of the ledger like any other. */
export async function claimRobots(db: Queryable, { jobId, token }: Attempt, origin: string): Promise<CrawlTask | null> {
  const rows = await db.query<CrawlTask>(
    `with robots as (
       insert into crawl_url (job_id, url, origin, kind, depth, state, attempts)
       select id, $3 || '/robots.txt', $3, 'robots', 0, 'leased', 1 from crawl_job where id = $1 and attempt_token = $2::uuid
       for no key update
       on conflict (job_id, md5(url)) do update set kind = 'robots', state = 'leased', outcome = null, reason = null,
         attempts = case when crawl_url.state = 'done' then 1 else crawl_url.attempts + 1 end
       returning id
     ) select id, $3 || '/robots.txt' as url, 'robots' as kind, 0 as depth from robots`,
    [jobId, token, origin],
  );
  return rows[0] ?? null;
}

export interface Conclusion {
  id: number;
  outcome: "page" | "stored" | "duplicate" | "rejected" | "failed";
  reason?: string;
  detail?: string;
  facts?: FetchFacts;
  kind?: UrlKind;
  imageId?: number;
}

/** Writes what became of URLs. Those that are already done are left as they are. */
export async function concludeUrls(tx: Queryable, conclusions: Conclusion[]): Promise<void> {
  await tx.query(
    `update crawl_url set state = 'done', done_at = now(), outcome = given.outcome, reason = given.reason, detail = given.detail,
       kind = coalesce(given.kind, crawl_url.kind), image_id = given."imageId",
       http_status = (given.facts ->> 'httpStatus')::int, media_type = given.facts ->> 'mediaType',
       bytes = (given.facts ->> 'bytes')::bigint, etag = given.facts ->> 'etag', last_modified = given.facts ->> 'lastModified'
     from jsonb_to_recordset($1::text::jsonb) as given (
       id bigint, outcome text, reason text, detail text, kind text, "imageId" bigint, facts jsonb)
     where crawl_url.id = given.id and crawl_url.state <> 'done'`,
    [JSON.stringify(conclusions)],
  );
}

/** Gives every URL of the job that has no outcome one, at the job's end. */
export async function concludePending(
  tx: Queryable,
  { jobId, outcome, reason, detail, kind }: {
    jobId: number;
    kind?: UrlKind;
    outcome: "rejected" | "failed";
    reason: string;
    detail: string;
  },
): Promise<void> {
  await tx.query(
    `update crawl_url set state = 'done', done_at = now(), outcome = $2, reason = $3, detail = $4
     where job_id = $1 and state <> 'done' and ($5::text is null or kind = $5)`,
    [jobId, outcome, reason, detail, kind ?? null],
  );
}

/** Fails what waits at an origin that cannot be reached; what is under way there concludes by itself. */
export async function failWaiting(
  tx: Queryable,
  { jobId, origin, reason, detail }: { jobId: number; origin: string; reason: string; detail: string },
): Promise<void> {
  await tx.query(
    `update crawl_url set state = 'done', done_at = now(), outcome = 'failed', reason = $3, detail = $4
     where job_id = $1 and state = 'pending' and origin = $2`,
    [jobId, origin, reason, detail],
  );
}

/** Puts a leased URL back, to be visited again after a while. */
export async function requeueUrl(tx: Queryable, id: number, waitMilliseconds: number): Promise<void> {
  await tx.query(
    `update crawl_url set state = 'pending', not_before = now() + $2::float8 * interval '1 millisecond' where id = $1 and state = 'leased'`,
    [id, waitMilliseconds],
  );
}

export async function findAttempts(tx: Queryable, id: number): Promise<number> {
  const rows = await tx.query<{ attempts: number }>("select attempts from crawl_url where id = $1", [id]);
  return rows[0]?.attempts ?? 0;
}

/** Blames URLs for a worker's death and puts them back; returns those that were blamed before. */
export async function blameUrls(tx: Queryable, ids: number[]): Promise<number[]> {
  const rows = await tx.query<{ id: number; crashes: number }>(
    `update crawl_url set crashes = crashes + 1, state = 'pending' where id in (select (jsonb_array_elements_text($1::text::jsonb))::bigint)
     returning id, crashes`,
    [JSON.stringify(ids)],
  );
  return rows.filter(({ crashes }) => crashes > 1).map(({ id }) => id);
}

/** Puts leased URLs back at once. */
export async function giveBackUrls(tx: Queryable, ids: number[]): Promise<void> {
  await tx.query(
    `update crawl_url set state = 'pending', attempts = greatest(0, attempts - 1)
     where state = 'leased' and id in (select (jsonb_array_elements_text($1::text::jsonb))::bigint)`,
    [JSON.stringify(ids)],
  );
}
