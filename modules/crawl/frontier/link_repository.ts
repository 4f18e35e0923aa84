import type { Queryable } from "../../shared/database/handle.ts";
import type { NewSource } from "../../images/repository.ts";
import type { ReferenceContext } from "../../images/schemas.ts";
import type { UrlKind } from "../schemas.ts";

/** A URL for the frontier. `reject` says why it will not be visited; it is written down all the same. */
export interface NewUrl {
  url: string;
  origin: string;
  kind: UrlKind;
  depth: number;
  redirects?: number;
  reject?: { reason: string; detail: string } | undefined;
}

export interface NewReference {
  url: string;
  kind: string;
  context: ReferenceContext;
}

export interface FreshUrl {
  id: number;
  url: string;
  origin: string;
  kind: UrlKind;
}

/** Adds URLs that the job has not seen, or only too many links from a seed, as pending; returns those. No URL may be given twice. */
export async function insertUrls(
  tx: Queryable,
  { jobId, referrerId, urls }: { jobId: number; referrerId: number | null; urls: NewUrl[] },
): Promise<FreshUrl[]> {
  return await tx.query<FreshUrl>(
    `insert into crawl_url (job_id, referrer_id, url, origin, kind, depth, redirects)
     select $1, $2::bigint, url, origin, kind, depth, coalesce(redirects, 0)
     from jsonb_to_recordset($3::text::jsonb) as given (url text, origin text, kind text, depth int, redirects int)
     on conflict (job_id, md5(url)) do update
       set depth = excluded.depth, state = 'pending', outcome = null, reason = null, detail = null, done_at = null
       where crawl_url.reason = 'max_depth' and excluded.depth < crawl_url.depth
     returning id, url, origin, kind`,
    [jobId, referrerId, JSON.stringify(urls)],
  );
}

/** Records that a page refers to images, by their URLs; returns those URLs that it was not known to refer to. */
export async function insertReferences(
  tx: Queryable,
  { jobId, pageId, references }: { jobId: number; pageId: number; references: NewReference[] },
): Promise<{ id: number; url: string }[]> {
  return await tx.query<{ id: number; url: string }>(
    `with fresh as (insert into crawl_reference (url_id, page_id, kind, context)
     select distinct on (crawl_url.id, given.kind) crawl_url.id, $2::bigint, given.kind, given.context
     from jsonb_to_recordset($3::text::jsonb) as given (url text, kind text, context jsonb)
     join crawl_url on crawl_url.job_id = $1 and md5(crawl_url.url) = md5(given.url) and crawl_url.url = given.url
     on conflict do nothing
     returning url_id)
     select id, url from crawl_url where id in (select url_id from fresh)`,
    [jobId, pageId, JSON.stringify(references)],
  );
}

export interface PromotedUrl extends FreshUrl {
  wasPending: boolean;
}

/** A URL that was first met as a link and now as an image is fetched as an image, also where it was not to be followed as a page. */
export async function promoteToImages(tx: Queryable, ids: number[]): Promise<PromotedUrl[]> {
  return await tx.query<PromotedUrl>(
    `update crawl_url set kind = 'image', state = 'pending', outcome = null, reason = null, detail = null, done_at = null
     from (select id, state = 'pending' as was_pending from crawl_url
       where id in (select (jsonb_array_elements_text($1::text::jsonb))::bigint) and kind = 'page'
         and (state = 'pending' or reason in ('scope', 'max_depth', 'not_html', 'redirected', 'redirect_out_of_scope')) for update) before
     where crawl_url.id = before.id
     returning crawl_url.id, url, origin, kind, was_pending`,
    [JSON.stringify(ids)],
  );
}

/** The target of a redirect is referred to from wherever its source was. */
export async function copyReferences(tx: Queryable, fromId: number, toId: number): Promise<void> {
  await tx.query(
    `insert into crawl_reference (url_id, page_id, kind, context)
     select $2::bigint, page_id, kind, context from crawl_reference where url_id = $1 on conflict do nothing`,
    [fromId, toId],
  );
}

/** Where the URL was seen, as sources of its image: its references, or else the link that led to it. */
export async function findSources(tx: Queryable, urlId: number): Promise<NewSource[]> {
  const rows = await tx.query<
    { jobId: number; imageUrl: string; pageUrl: string | null; kind: string; context: ReferenceContext }
  >(
    `select target.job_id, target.url as image_url, page.url as page_url,
       coalesce(reference.kind, case when referrer.id is null then 'seed' else 'link' end) as kind,
       coalesce(reference.context, '{}') as context
     from crawl_url target
     left join crawl_reference reference on reference.url_id = target.id
     left join crawl_url referrer on referrer.id = target.referrer_id
     left join crawl_url page on page.id = coalesce(reference.page_id, referrer.id)
     where target.id = $1`,
    [urlId],
  );
  return rows.map(({ context, ...place }) => ({ ...context, ...place }));
}

/** Where those of the URLs whose image is kept already are referred to: by one page, or by all. */
export async function findKeptSources(
  tx: Queryable,
  urlIds: number[],
  pageId: number | null,
): Promise<(NewSource & { imageId: number })[]> {
  const rows = await tx.query<
    { imageId: number; jobId: number; imageUrl: string; pageUrl: string | null; kind: string; context: ReferenceContext }
  >(
    `select target.image_id, target.job_id, target.url as image_url, page.url as page_url, reference.kind, reference.context
     from crawl_url target
     join crawl_reference reference on reference.url_id = target.id and ($2::bigint is null or reference.page_id = $2)
     left join crawl_url page on page.id = reference.page_id
     where target.image_id is not null and target.id in (select (jsonb_array_elements_text($1::text::jsonb))::bigint)`,
    [JSON.stringify(urlIds), pageId],
  );
  return rows.map(({ context, ...place }) => ({ ...context, ...place }));
}

export interface UrlFacts {
  id: number;
  url: string;
  origin: string;
  kind: UrlKind;
  depth: number;
  redirects: number;
}

export async function findUrl(tx: Queryable, id: number): Promise<UrlFacts | null> {
  const rows = await tx.query<UrlFacts>("select id, url, origin, kind, depth, redirects from crawl_url where id = $1", [id]);
  return rows[0] ?? null;
}

export async function findUrlByAddress(
  tx: Queryable,
  jobId: number,
  url: string,
): Promise<(UrlFacts & { imageId: number | null }) | null> {
  const rows = await tx.query<UrlFacts & { imageId: number | null }>(
    `select id, url, origin, kind, depth, redirects, image_id from crawl_url where job_id = $1 and md5(url) = md5($2) and url = $2`,
    [jobId, url],
  );
  return rows[0] ?? null;
}

/** The addresses that the scope is measured from: the seeds, and what they redirected to. */
export async function listScopeSeeds(db: Queryable, jobId: number): Promise<string[]> {
  const rows = await db.query<{ url: string }>(
    `select url from crawl_url where job_id = $1 and depth = 0 and kind <> 'robots'
       and (referrer_id is null or (redirects > 0 and kind = 'page')) order by id limit 2000`,
    [jobId],
  );
  return rows.map(({ url }) => url);
}
