import type { Queryable } from "../../shared/database/handle.ts";
import type { CrawlTask, FetchFacts } from "../messages.ts";
import type { UrlKind } from "../schemas.ts";
import { type Remark, storedRemark, withoutUnstorable } from "../texts.ts";

/** The attempt that writes. Its writes have an effect only while its token is in the job's row. */
export interface Attempt {
  jobId: number;
  token: string;
}

/**
 * Makes the commit of this transaction not wait for the disk. Only leases may use this: a lease that is lost in a crash does no
 * harm, because its URL is pending again after a crash anyway.
 */
const ASYNC_COMMIT = "set_config('synchronous_commit', 'off', true)";

/**
 * Locks the job for this transaction. Returns false if the attempt no longer holds it. Every write of a job takes this lock
 * first, so that writes do not deadlock. It is a "no key" lock, so that rows that refer to the job can be inserted.
 */
export async function fence(tx: Queryable, { jobId, token }: Attempt): Promise<boolean> {
  const rows = await tx.query(
    `select id from crawl_job where id = $1 and attempt_token = $2::uuid for no key update`,
    [jobId, token],
  );
  return rows.length === 1;
}

/** Makes URLs that an earlier attempt had leased pending again. The lease is no try, because most were only claimed ahead. */
export async function releaseLeased(tx: Queryable, jobId: number): Promise<void> {
  await tx.query(
    `update crawl_url set state = 'pending', attempts = greatest(0, attempts - 1) where job_id = $1 and state = 'leased'`,
    [jobId],
  );
}

export interface QueueRow {
  origin: string;
  kind: UrlKind;
  /** Whether these URLs failed before. */
  isRetry: boolean;
  /** The time until the first of these URLs may be fetched. */
  waitMilliseconds: number;
}

/**
 * Lists the origins and kinds of a job's pending URLs. Inline images are left out, because they are not fetched;
 * so are URLs that a worker died of, because `claimSuspect()` claims them.
 */
export async function listQueues(db: Queryable, jobId: number): Promise<QueueRow[]> {
  return await db.query<QueueRow>(
    `select origin, kind, attempts > 0 as is_retry,
       greatest(0, extract(epoch from min(not_before) - now()))::float8 * 1000 as wait_milliseconds
     from crawl_url where job_id = $1 and state = 'pending' and crashes = 0 and origin <> 'data:' group by origin, kind, attempts > 0`,
    [jobId],
  );
}

/** Counts how much of the job's limits is used up. */
export async function countTaken(
  db: Queryable,
  jobId: number,
): Promise<{ page: number; image: number; document: number; bytes: number }> {
  const rows = await db.query<{ page: number; image: number; document: number; bytes: number }>(
    `select count(*) filter (where kind = 'page' and outcome in ('page', 'failed')) as page,
       count(*) filter (where kind = 'image' and (outcome in ('stored', 'duplicate') or reason = 'dry_run')) as image,
       count(*) filter (where kind not in ('page', 'image', 'robots') and outcome in ('page', 'failed')) as document,
       coalesce(sum(bytes) filter (where outcome = 'stored'), 0)::bigint as bytes
     from crawl_url where job_id = $1 and state = 'done'`,
    [jobId],
  );
  return rows[0] ?? { page: 0, image: 0, document: 0, bytes: 0 };
}

/**
 * The columns of a `CrawlTask`. The referrer of a redirect's target is that of the first URL of the redirects, and a script is no
 * document, so what it names is referred to by the page that runs it.
 */
const TASK = `id, url, kind, depth, attempts as attempt, (
  with recursive way as (
    select 1 as steps, parent.url, parent.kind, parent.referrer_id, parent.redirects,
      crawl_url.redirects > 0 or parent.kind = 'script' as is_passed
    from crawl_url parent where parent.id = crawl_url.referrer_id
    union all
    select steps + 1, parent.url, parent.kind, parent.referrer_id, parent.redirects, way.redirects > 0 or parent.kind = 'script'
    from way join crawl_url parent on parent.id = way.referrer_id where way.is_passed and steps < 50
  ) select way.url from way where not is_passed and way.kind <> 'robots') as referrer`;

export interface Wanted {
  origin: string;
  kinds: readonly UrlKind[];
  limit: number;
  /** URLs that were never asked for, or those that failed and are due. Default `fresh`. */
  tries?: "fresh" | "retries";
  /**
   * Where in the order of the URLs to claim. 0, the default, begins with those nearest to the seeds, and 1 with those farthest from
   * them that were found last. Any place between claims one URL, at that share of the last 10,000.
   */
  place?: number;
}

/** Leases the next URLs of an origin, nearest to the seeds first. */
export async function claimUrls(
  db: Queryable,
  { jobId, token }: Attempt,
  { origin, kinds, limit, tries = "fresh", place = 0 }: Wanted,
): Promise<CrawlTask[]> {
  const order = place > 0 ? "order by depth desc, id desc" : "order by depth, id";
  const isBetween = place > 0 && place < 1;
  const first = `select id, depth from crawl_url
         where job_id = (select id from job) and origin = $3 and kind = wanted.kind and state = 'pending'
           and ${tries === "fresh" ? "attempts = 0" : "attempts > 0"} and not_before <= now() and crashes = 0
         ${order} limit ${isBetween ? "10000" : "$5::int"}`;
  const between = `select id, depth from (
         select id, depth, row_number() over (${order}) as number, count(*) over () as urls from (${first}) as last
       ) as numbered where number = 1 + floor((urls - 1) * ${1 - place})`;
  const rows = await db.query<CrawlTask>(
    `with job as materialized (select id, ${ASYNC_COMMIT} from crawl_job where id = $1 and attempt_token = $2::uuid for no key update)
     update crawl_url set state = 'leased', attempts = attempts + 1
     where id = any (array(
       -- One search per kind, in the order of the index, so that the number of pending URLs does not matter.
       select next.id from jsonb_array_elements_text($4::text::jsonb) as wanted (kind), lateral (
         ${isBetween ? between : first}
       ) as next ${order} limit $5::int
     ))
     returning ${TASK}`,
    [jobId, token, origin, JSON.stringify(kinds), limit],
  );
  return rows.sort((one, other) => one.depth - other.depth || one.id - other.id);
}

/** Leases one URL that a worker died of. It is fetched alone, so that it is known to be the cause if a worker dies again. */
export async function claimSuspect(
  db: Queryable,
  { jobId, token }: Attempt,
  kinds: readonly UrlKind[],
): Promise<(CrawlTask & { origin: string }) | null> {
  const rows = await db.query<CrawlTask & { origin: string }>(
    `with job as materialized (select id, ${ASYNC_COMMIT} from crawl_job where id = $1 and attempt_token = $2::uuid for no key update)
     update crawl_url set state = 'leased', attempts = attempts + 1
     where id in (
       select id from crawl_url where job_id = (select id from job) and state = 'pending' and crashes > 0
         and kind in (select jsonb_array_elements_text($3::text::jsonb)) order by id limit 1
     )
     returning ${TASK}, origin`,
    [jobId, token, JSON.stringify(kinds)],
  );
  return rows[0] ?? null;
}

/** Leases the origin's robots.txt. It is a row of the ledger like any other URL. */
export async function claimRobots(db: Queryable, { jobId, token }: Attempt, origin: string): Promise<CrawlTask | null> {
  const rows = await db.query<CrawlTask>(
    `with robots as (
       insert into crawl_url (job_id, url, origin, kind, depth, state, attempts)
       select id, $3 || '/robots.txt', $3, 'robots', 0, 'leased', 1 from crawl_job where id = $1 and attempt_token = $2::uuid
       for no key update
       on conflict (job_id, md5(url)) do update set kind = 'robots', state = 'leased', outcome = null, reason = null,
         attempts = case when crawl_url.state = 'done' then 1 else crawl_url.attempts + 1 end
       returning id, attempts
     ) select id, $3 || '/robots.txt' as url, 'robots' as kind, 0 as depth, attempts as attempt from robots`,
    [jobId, token, origin],
  );
  return rows[0] ?? null;
}

export interface Conclusion {
  id: number;
  outcome: "page" | "stored" | "duplicate" | "rejected" | "failed";
  reason?: string;
  detail?: Remark;
  facts?: FetchFacts;
  kind?: UrlKind;
  imageId?: number;
  /** The ids of all URLs that a page names, if it was read to its end. */
  foundIds?: number[];
}

/** Writes the outcomes of URLs. URLs that are already done are not changed. */
export async function concludeUrls(tx: Queryable, conclusions: Conclusion[]): Promise<void> {
  if (conclusions.length === 0) return;
  await tx.query(
    `update crawl_url set state = 'done', done_at = now(), outcome = given.outcome, reason = given.reason, detail = null, remark = given.detail,
       kind = coalesce(given.kind, crawl_url.kind), image_id = given."imageId",
       http_status = (given.facts ->> 'httpStatus')::int, media_type = given.facts ->> 'mediaType',
       bytes = (given.facts ->> 'bytes')::bigint, etag = given.facts ->> 'etag', last_modified = given.facts ->> 'lastModified',
       found_ids = given."foundIds"
     from jsonb_to_recordset($1::text::jsonb) as given (
       id bigint, outcome text, reason text, detail jsonb, kind text, "imageId" bigint, facts jsonb, "foundIds" bigint[])
     where crawl_url.id = given.id and crawl_url.state <> 'done'`,
    [JSON.stringify(conclusions.map((conclusion) => ({ ...conclusion, detail: withoutUnstorable(conclusion.detail) })))],
  );
}

/** Gives an outcome to the URLs of the job that have none: to those of some kinds, or to all. */
export async function concludePending(
  tx: Queryable,
  { jobId, outcome, reason, detail, kinds }: {
    jobId: number;
    kinds?: readonly UrlKind[];
    outcome: "rejected" | "failed";
    reason: string;
    detail: Remark | undefined;
  },
): Promise<void> {
  await tx.query(
    `update crawl_url set state = 'done', done_at = now(), outcome = $2, reason = $3, detail = null, remark = $4::text::jsonb
     where job_id = $1 and state <> 'done' and ($5::text is null or kind in (select jsonb_array_elements_text($5::text::jsonb)))`,
    [jobId, outcome, reason, storedRemark(detail ?? null), kinds === undefined ? null : JSON.stringify(kinds)],
  );
}

/** Fails the URLs of an unreachable origin that are pending or claimed. Those that are with the worker fail by themselves. */
export async function failWaiting(
  tx: Queryable,
  { jobId, origin, claimed, reason, detail }: {
    jobId: number;
    origin: string;
    /** The ids of URLs that are leased, but were not sent to the worker. */
    claimed: number[];
    reason: string;
    detail: Remark | undefined;
  },
): Promise<void> {
  await tx.query(
    `update crawl_url set state = 'done', done_at = now(), outcome = 'failed', reason = $3, detail = null, remark = $4::text::jsonb
     where job_id = $1 and origin = $2
       and (state = 'pending' or id = any (array(select (jsonb_array_elements_text($5::text::jsonb))::bigint)))`,
    [jobId, origin, reason, storedRemark(detail ?? null), JSON.stringify(claimed)],
  );
}

/** Makes a leased URL pending again, to be fetched after a wait. */
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

/** Makes leased URLs pending again, and counts a crash for each. Returns those that had already caused one. */
export async function countCrashes(tx: Queryable, ids: number[]): Promise<number[]> {
  const rows = await tx.query<{ id: number; crashes: number }>(
    `update crawl_url set crashes = crashes + 1, state = 'pending'
     where state = 'leased' and id = any (array(select (jsonb_array_elements_text($1::text::jsonb))::bigint))
     returning id, crashes`,
    [JSON.stringify(ids)],
  );
  return rows.filter(({ crashes }) => crashes > 1).map(({ id }) => id);
}

/** Makes leased URLs pending again. That lease does not count as a try. */
export async function giveBackUrls(tx: Queryable, ids: number[]): Promise<void> {
  await tx.query(
    `update crawl_url set state = 'pending', attempts = greatest(0, attempts - 1)
     where state = 'leased' and id = any (array(select (jsonb_array_elements_text($1::text::jsonb))::bigint))`,
    [JSON.stringify(ids)],
  );
}
