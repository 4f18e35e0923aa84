import type { Queryable } from "../../shared/database/handle.ts";
import type { NewSource, NewVariant } from "../../images/storing/repository.ts";
import type { ReferenceContext } from "../../images/schemas.ts";
import type { UrlKind } from "../schemas.ts";
import { type Remark, withoutUnstorable } from "../texts.ts";

/** A URL for the frontier. `reject` says why it is not fetched; it is written to the ledger all the same. */
export interface NewUrl {
  url: string;
  origin: string;
  kind: UrlKind;
  depth: number;
  referrerId: number | null;
  redirects?: number;
  /** The text by which the URL is compared with others, if that is not the URL itself. */
  key?: string;
  reject?: { reason: string; detail: Remark };
}

export interface FreshUrl {
  id: number;
  url: string;
  origin: string;
  kind: UrlKind;
}

export interface WrittenUrl extends FreshUrl {
  state: "pending" | "done";
}

/** Writes URLs as `writeUrls()` does, and returns only those that are pending now. */
export async function insertUrls(tx: Queryable, jobId: number, urls: NewUrl[]): Promise<FreshUrl[]> {
  return (await writeUrls(tx, jobId, urls)).filter(({ state }) => state === "pending");
}

/**
 * Inserts URLs that are new to the job. Known URLs are opened again if they were rejected for their depth and are now nearer to a
 * seed, for `meta_robots` of another page, or because they were taken for the same address as another URL. Returns the rows that are
 * new or open again. No URL may be given twice.
 */
export async function writeUrls(tx: Queryable, jobId: number, urls: NewUrl[]): Promise<WrittenUrl[]> {
  if (urls.length === 0) return [];
  return await tx.query<WrittenUrl>(
    `insert into crawl_url (job_id, referrer_id, url, address_key, origin, kind, depth, redirects, state, outcome, reason, remark, done_at)
     select $1, "referrerId", url, key, origin, kind, depth, coalesce(redirects, 0),
       case when reject is null then 'pending' else 'done' end, case when reject is not null then 'rejected' end,
       reject ->> 'reason', reject -> 'detail', case when reject is not null then now() end
     from jsonb_to_recordset($2::text::jsonb) as given (
       url text, origin text, kind text, depth int, "referrerId" bigint, redirects int, key text, reject jsonb)
     on conflict (job_id, md5(url)) do update
       set depth = excluded.depth, address_key = excluded.address_key, state = 'pending', outcome = null, reason = null, detail = null,
         remark = null, done_at = null, attempts = 0
       where excluded.state = 'pending' and excluded.kind = crawl_url.kind and
         ((crawl_url.reason = 'max_depth' and excluded.depth < crawl_url.depth) or
           crawl_url.reason in ('meta_robots', 'same_address'))
     returning id, url, origin, kind, state`,
    [jobId, JSON.stringify(urls.map((url) => ({ ...url, reject: withoutUnstorable(url.reject) })))],
  );
}

/** Lists the ids of those URLs that are in the job's ledger. */
export async function listUrlIds(tx: Queryable, jobId: number, urls: string[]): Promise<{ url: string; id: number }[]> {
  if (urls.length === 0) return [];
  return await tx.query(
    `select given.url, target.id from jsonb_array_elements_text($2::text::jsonb) as given (url)
     -- "offset 0" makes PostgreSQL look up each URL by the index.
     cross join lateral (
       select id from crawl_url where job_id = $1 and md5(url) = md5(given.url) and url = given.url offset 0) target`,
    [jobId, JSON.stringify(urls)],
  );
}

export interface NewReference {
  url: string;
  pageId: number;
  kind: string;
  context: ReferenceContext;
  descriptor?: string | undefined;
  rank?: number | undefined;
}

export interface FreshReference {
  urlId: number;
  pageId: number;
  url: string;
}

/** Records that pages refer to images, by the URLs of the images. Returns the references that are new. */
export async function insertReferences(tx: Queryable, jobId: number, references: NewReference[]): Promise<FreshReference[]> {
  if (references.length === 0) return [];
  return await tx.query<FreshReference>(
    `with fresh as (
       insert into crawl_reference (url_id, page_id, kind, context, candidate_group, descriptor, rank)
       select distinct on (target.id, "pageId", given.kind) target.id, "pageId", given.kind, context,
         context ->> 'candidateGroup', descriptor, rank
       from jsonb_to_recordset($2::text::jsonb) as given (
         url text, "pageId" bigint, kind text, context jsonb, descriptor text, rank float8)
       -- "offset 0" makes PostgreSQL look up each URL by the index, even if a new table has no statistics yet.
       cross join lateral (
         select id from crawl_url where job_id = $1 and md5(url) = md5(given.url) and url = given.url offset 0) target
       on conflict do nothing
       returning url_id, page_id
     )
     select fresh.url_id, fresh.page_id, crawl_url.url from fresh join crawl_url on crawl_url.id = fresh.url_id`,
    [jobId, JSON.stringify(references)],
  );
}

/**
 * Opens URLs to be fetched as images: those that were known as links, even if they were rejected as pages, and images that were
 * rejected because of one reference, if another reference now allows them. Returns the rows that are open now.
 */
export async function promoteToImages(tx: Queryable, ids: number[]): Promise<FreshUrl[]> {
  if (ids.length === 0) return [];
  return await tx.query<FreshUrl>(
    `update crawl_url set kind = 'image', state = 'pending', outcome = null, reason = null, detail = null, remark = null, done_at = null,
       attempts = case when state = 'done' then 0 else attempts end
     where id = any (array(select (jsonb_array_elements_text($1::text::jsonb))::bigint)) and (
       (kind = 'page' and (state = 'pending' or reason in ('scope', 'include', 'max_depth', 'meta_robots', 'not_html', 'redirected',
         'redirect_out_of_scope')))
       or (kind = 'image' and reason in ('variant', 'placeholder', 'tracking_pixel', 'meta_robots')))
     returning id, url, origin, kind`,
    [JSON.stringify(ids)],
  );
}

/** Copies the references of a URL that redirects to its target. */
export async function copyReferences(tx: Queryable, fromId: number, toId: number): Promise<void> {
  await tx.query(
    `insert into crawl_reference (url_id, page_id, kind, context, candidate_group, descriptor, rank)
     select $2::bigint, page_id, kind, context, candidate_group, descriptor, rank from crawl_reference where url_id = $1
     on conflict do nothing`,
    [fromId, toId],
  );
}

type SourceRow = {
  urlId: number;
  jobId: number;
  imageUrl: string;
  pageUrl: string | null;
  kind: string;
  context: ReferenceContext;
};
export type UrlSource = NewSource & { urlId: number };

/** Lists the sources of the images of URLs: their references, or, if a URL has none, the link that led to it. */
export async function listSources(tx: Queryable, urlIds: number[]): Promise<UrlSource[]> {
  if (urlIds.length === 0) return [];
  const rows = await tx.query<SourceRow>(
    `select target.id as url_id, target.job_id, target.url as image_url, page.url as page_url,
       coalesce(reference.kind, case when referrer.id is null then 'seed' else 'link' end) as kind,
       coalesce(reference.context, '{}') as context
     from crawl_url target
     left join crawl_reference reference on reference.url_id = target.id
     left join crawl_url referrer on referrer.id = target.referrer_id
     left join crawl_url page on page.id = coalesce(reference.page_id, referrer.id)
     where target.id = any (array(select (jsonb_array_elements_text($1::text::jsonb))::bigint))`,
    [JSON.stringify(urlIds)],
  );
  return rows.map(({ context, ...source }) => ({ ...context, ...source }));
}

export type StoredSource = NewSource & { imageId: number };

/** Lists the references to those of the URLs whose images are already stored, on some pages or, if `pageIds` is null, on all. */
export async function listStoredSources(tx: Queryable, urlIds: number[], pageIds: number[] | null): Promise<StoredSource[]> {
  if (urlIds.length === 0) return [];
  const rows = await tx.query<SourceRow & { imageId: number }>(
    `select target.image_id, target.job_id, target.url as image_url, page.url as page_url, reference.kind, reference.context
     from crawl_url target
     join crawl_reference reference on reference.url_id = target.id
       and ($2::text is null or reference.page_id = any (array(select (jsonb_array_elements_text($2::text::jsonb))::bigint)))
     left join crawl_url page on page.id = reference.page_id
     where target.image_id is not null and target.id = any (array(select (jsonb_array_elements_text($1::text::jsonb))::bigint))`,
    [JSON.stringify(urlIds), pageIds === null ? null : JSON.stringify(pageIds)],
  );
  return rows.map(({ context, ...source }) => ({ ...context, ...source }));
}

/** Lists the candidates that were not fetched of the pictures that these URLs show, for those whose images are stored. */
export async function listVariants(tx: Queryable, urlIds: number[]): Promise<NewVariant[]> {
  if (urlIds.length === 0) return [];
  return await tx.query<NewVariant>(
    `select distinct on (target.image_id, other.id) target.image_id, other.url, sibling.descriptor, other.reason
     from crawl_url target
     join crawl_reference reference on reference.url_id = target.id and reference.candidate_group is not null
     join crawl_reference sibling on sibling.page_id = reference.page_id and sibling.candidate_group = reference.candidate_group
     join crawl_url other on other.id = sibling.url_id and other.reason = 'variant'
     where target.image_id is not null and target.id = any (array(select (jsonb_array_elements_text($1::text::jsonb))::bigint))`,
    [JSON.stringify(urlIds)],
  );
}

/** Opens the next best candidate of each picture that these URLs belong to. Returns the rows that are open now. */
export async function reopenVariants(tx: Queryable, urlIds: number[]): Promise<FreshUrl[]> {
  if (urlIds.length === 0) return [];
  return await tx.query<FreshUrl>(
    `update crawl_url set state = 'pending', outcome = null, reason = null, detail = null, remark = null, done_at = null
     where reason = 'variant' and id in (
       select distinct on (reference.page_id, reference.candidate_group) other.id
       from crawl_reference reference
       join crawl_reference sibling on sibling.page_id = reference.page_id and sibling.candidate_group = reference.candidate_group
       join crawl_url other on other.id = sibling.url_id and other.reason = 'variant'
       where reference.url_id = any (array(select (jsonb_array_elements_text($1::text::jsonb))::bigint))
       order by reference.page_id, reference.candidate_group, sibling.rank desc nulls last, other.id)
     returning id, url, origin, kind`,
    [JSON.stringify(urlIds)],
  );
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

export async function findUrlByAddress(tx: Queryable, jobId: number, url: string): Promise<UrlFacts | null> {
  const rows = await tx.query<UrlFacts>(
    `select id, url, origin, kind, depth, redirects from crawl_url where job_id = $1 and md5(url) = md5($2) and url = $2`,
    [jobId, url],
  );
  return rows[0] ?? null;
}

/** Finds an inline image in the ledger, by the URL that identifies its bytes. */
export async function findInlineImage(
  db: Queryable,
  jobId: number,
  url: string,
): Promise<{ id: number; isDone: boolean } | null> {
  const rows = await db.query<{ id: number; isDone: boolean }>(
    `select id, state = 'done' as is_done from crawl_url where job_id = $1 and md5(url) = md5($2) and url = $2`,
    [jobId, url],
  );
  return rows[0] ?? null;
}

/** Lists the URLs that the scope is measured from: the seeds, and the URLs that they led to by redirects. */
export async function listScopeSeeds(db: Queryable, jobId: number): Promise<string[]> {
  const rows = await db.query<{ url: string }>(
    `select url from crawl_url where job_id = $1 and depth = 0 and kind in ('page', 'image')
       and (referrer_id is null or (redirects > 0 and kind = 'page' and reason is distinct from 'redirected')) order by id limit 2000`,
    [jobId],
  );
  return rows.map(({ url }) => url);
}

/** Lists the URLs of a job after an id, in the order of ids. */
export async function listUrlsAfter(
  db: Queryable,
  jobId: number,
  after: number,
  limit: number,
): Promise<{ id: number; url: string; kind: UrlKind; isOwnKey: boolean }[]> {
  return await db.query(
    `select id, url, kind, address_key is null and coalesce(reason, '') <> 'same_address' as is_own_key
     from crawl_url where job_id = $1 and id > $2 and kind <> 'robots' order by id limit $3::int`,
    [jobId, after, limit],
  );
}

/** Changes the kind of a URL, and opens it. Returns false if it is already done. */
export async function retypeUrl(tx: Queryable, id: number, { kind, depth }: { kind: UrlKind; depth: number }): Promise<boolean> {
  const rows = await tx.query(
    `update crawl_url set kind = $2, depth = $3::int, state = 'pending', attempts = 0, not_before = now()
     where id = $1 and state <> 'done' returning id`,
    [id, kind, depth],
  );
  return rows.length > 0;
}

/** Whether any page links to the URL instead of showing it as an image. */
export async function isLinkedTo(tx: Queryable, id: number): Promise<boolean> {
  const rows = await tx.query("select 1 from crawl_reference where url_id = $1 and kind = 'link' limit 1", [id]);
  return rows.length > 0;
}
