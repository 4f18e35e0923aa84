import type { Queryable } from "../../shared/database/handle.ts";
import { type JobHost, type LedgerQuery, type LedgerUrl, type ReasonTotal, UrlKind } from "../schemas.ts";
import { shownRemark } from "../texts.ts";

/** The URLs of a job that match, in the order in which they were found, after one id; one more than `limit` where there are more. */
export async function listLedger(db: Queryable, jobId: number, query: LedgerQuery, after: number): Promise<LedgerUrl[]> {
  const parameters: unknown[] = [jobId, after, query.limit + 1];
  const conditions = conditionsOf(query, (value) => `$${parameters.push(value)}::text`);
  const rows = await db.query<LedgerUrl & { remark: unknown }>(
    `select u.id, u.url, u.kind, u.depth, referrer.url as referrer, u.state, u.outcome, u.reason, u.detail, u.remark, u.http_status, u.media_type,
       u.bytes, u.image_id, u.done_at
     from (
       select * from crawl_url where ${["job_id = $1", "id > $2::bigint", ...conditions].join(" and ")}
       order by ${orderOf(query)} limit $3::int
     ) u left join crawl_url referrer on referrer.id = u.referrer_id
     order by u.id`,
    parameters,
  );
  return rows.map(({ remark, ...url }) => ({ ...url, detail: shownRemark(remark, url.detail) }));
}

/**
 * By id; where the filters leave one kind, outcome and reason, all three stand before it: that changes no order, but the planner
 * knows it for the index's own, which it does not where one of them is null.
 */
function orderOf({ state, kind, outcome, reason }: LedgerQuery): string {
  const isOne = kind !== undefined && (state === "pending" || state === "leased" ||
    (outcome !== undefined && (reason !== undefined || hasNoReason(outcome))));
  return isOne ? "kind, outcome, reason, id" : "id";
}

/** The outcomes that say by themselves why. */
function hasNoReason(outcome: LedgerQuery["outcome"]): boolean {
  return outcome === "page" || outcome === "stored" || outcome === "duplicate";
}

const ANY_KIND = `kind in (${UrlKind.options.map((kind) => `'${kind}'`).join(", ")})`;

/**
 * Only the filters that are given, and with them what follows from them: so each leads to a beginning of the index by reason
 * (job, kind, outcome, reason, id) and none to a walk over the whole job, but for a text in the URL.
 */
function conditionsOf({ state, kind, outcome, reason, q }: LedgerQuery, parameter: (value: string) => string): string[] {
  const waits = state === "pending" || state === "leased";
  const given: string[] = [];
  if (kind !== undefined) given.push(`kind = ${parameter(kind)}`);
  else if (outcome !== undefined || reason !== undefined || waits) given.push(ANY_KIND);
  if (outcome !== undefined) given.push(`outcome = ${parameter(outcome)}`);
  else if (reason !== undefined) given.push("outcome in ('rejected', 'failed')");
  else if (waits) given.push("outcome is null");
  if (reason !== undefined) given.push(`reason = ${parameter(reason)}`);
  else if (waits || hasNoReason(outcome)) given.push("reason is null");
  if (state !== undefined) given.push(`state = ${parameter(state)}`);
  // Not LIKE: nothing of what was typed has a meaning of its own.
  if (q !== undefined && q !== "") given.push(`strpos(lower(url), lower(${parameter(q)})) > 0`);
  return given;
}

/** How many URLs of the job ended in which way, the most frequent first; those without an outcome wait or are under way. */
export async function listReasons(db: Queryable, jobId: number): Promise<Omit<ReasonTotal, "meaning">[]> {
  return await db.query<Omit<ReasonTotal, "meaning">>(
    `select kind, outcome, reason, count(*) as count from crawl_url where job_id = $1
     group by kind, outcome, reason order by count desc, kind, outcome, reason`,
    [jobId],
  );
}

/** Where most of the job's URLs wait, and where its seeds are, with the pace that the host clocks have written down. */
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
