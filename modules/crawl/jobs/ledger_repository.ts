import type { Queryable } from "../../shared/database/handle.ts";
import { type JobHost, type LedgerQuery, type LedgerUrl, type ReasonTotal, UrlKind } from "../schemas.ts";
import { shownRemark } from "../texts.ts";

/** Lists up to `limit` + 1 URLs of a job that match and have an id above `after`, in the order in which they were found. */
export async function listLedger(db: Queryable, jobId: number, query: LedgerQuery, after: number): Promise<LedgerUrl[]> {
  const parameters: unknown[] = [jobId, after, query.limit + 1];
  const conditions = conditionsOf(query, (value) => `$${parameters.push(value)}::text`);
  const rows = await db.query<LedgerUrl & { remark: unknown }>(
    `select u.id, u.url, u.kind, u.depth, referrer.url as referrer, u.state, u.outcome, u.reason, u.detail, u.remark,
       u.http_status, u.media_type, u.bytes, u.image_id, u.done_at
     from (
       select id, url, kind, depth, referrer_id, state, outcome, reason, detail, remark, http_status, media_type, bytes, image_id, done_at
       from crawl_url where ${["job_id = $1", "id > $2::bigint", ...conditions].join(" and ")}
       order by ${orderOf(query)} limit $3::int
     ) u left join crawl_url referrer on referrer.id = u.referrer_id
     order by u.id`,
    parameters,
  );
  return rows.map(({ remark, ...url }) => ({ ...url, detail: shownRemark(remark, url.detail) }));
}

/**
 * Orders by id. If the filters allow only one kind, outcome and reason, these columns come first: the order is the same, but now
 * it is that of the index, which the planner does not notice by itself if one of the columns is null.
 */
function orderOf({ state, kind, outcome, reason }: LedgerQuery): string {
  const isOne = kind !== undefined && (state === "pending" || state === "leased" ||
    (outcome !== undefined && (reason !== undefined || hasNoReason(outcome))));
  return isOne ? "kind, outcome, reason, id" : "id";
}

/** Whether URLs with this outcome have no reason, because the outcome says everything. */
function hasNoReason(outcome: LedgerQuery["outcome"]): boolean {
  return outcome === "page" || outcome === "stored" || outcome === "duplicate";
}

const ANY_KIND = `kind in (${UrlKind.options.map((kind) => `'${kind}'`).join(", ")})`;

/**
 * Returns the given filters as conditions, with the conditions that follow from them, so that every filter except `q` can use the
 * index on (job, kind, outcome, reason, id). Without them a query would read all URLs of the job.
 */
function conditionsOf({ state, kind, outcome, reason, q }: LedgerQuery, parameter: (value: string) => string): string[] {
  const isOpen = state === "pending" || state === "leased";
  const given: string[] = [];
  if (kind !== undefined) given.push(`kind = ${parameter(kind)}`);
  else if (outcome !== undefined || reason !== undefined || isOpen) given.push(ANY_KIND);
  if (outcome !== undefined) given.push(`outcome = ${parameter(outcome)}`);
  else if (reason !== undefined) given.push("outcome in ('rejected', 'failed')");
  else if (isOpen) given.push("outcome is null");
  if (reason !== undefined) given.push(`reason = ${parameter(reason)}`);
  else if (isOpen || hasNoReason(outcome)) given.push("reason is null");
  if (state !== undefined) given.push(`state = ${parameter(state)}`);
  // strpos() instead of LIKE, because % and _ in the text must match themselves.
  if (q !== undefined && q !== "") given.push(`strpos(lower(url), lower(${parameter(q)})) > 0`);
  return given;
}

/** Counts the URLs of a job by outcome and reason, the most frequent first. URLs without an outcome are pending or leased. */
export async function listReasons(db: Queryable, jobId: number): Promise<Omit<ReasonTotal, "meaning">[]> {
  return await db.query<Omit<ReasonTotal, "meaning">>(
    `select kind, outcome, reason, count(*) as count from crawl_url where job_id = $1
     group by kind, outcome, reason order by count desc, kind, outcome, reason`,
    [jobId],
  );
}

/** Lists the origins with the most pending URLs and those of the first seeds, with the delays that their host clocks stored. */
export async function listJobHosts(db: Queryable, jobId: number, limit: number): Promise<JobHost[]> {
  return await db.query<JobHost>(
    `with waiting as (
       select origin, count(*) as pending from crawl_url where job_id = $1 and state = 'pending' group by origin
       order by pending desc, origin limit $2::int
     ), begun as (
       select origin, min(id) as id from (
         select origin, id, depth from crawl_url where job_id = $1 order by id limit 100
       ) first where depth = 0 group by origin
     ), chosen as (
       select origin, coalesce(pending, 0) as pending, id from waiting full join begun using (origin)
       order by pending desc, id, origin limit $2::int
     )
     select origin, pending, host.crawl_delay_milliseconds::float8 as crawl_delay_milliseconds,
       coalesce(host.delay_milliseconds, 0) as delay_milliseconds,
       greatest(0, coalesce(extract(epoch from host.next_visit_at - now()), 0))::float8 * 1000 as wait_milliseconds,
       coalesce(host.errors_in_row, 0) as errors_in_row, host.robots_status
     from chosen left join crawl_host host using (origin) order by pending desc, id, origin`,
    [jobId, limit],
  );
}
