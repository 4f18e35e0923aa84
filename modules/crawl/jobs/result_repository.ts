import type { Queryable } from "../../shared/database/handle.ts";
import type { UrlKind } from "../schemas.ts";

/** How a start address ended, after the redirects that it led through. */
export interface SeedEnd {
  seed: string;
  url: string;
  kind: UrlKind;
  outcome: string | null;
  reason: string | null;
  remark: unknown;
  /** The sentence of a URL that an earlier version concluded. */
  detail: string | null;
  /** How many images that it shows were stored, seen again or, in a dry run, would be stored. Its icons do not count. */
  shows: number;
}

/** References to images that say nothing about what a page shows. */
const SIGNS = "icon|startup-image|image_src|^(og|twitter|tile|meta)$";
const IS_KEPT = "image.kind = 'image' and (image.outcome in ('stored', 'duplicate') or image.reason = 'dry_run')";

/** More redirects than any chain has. */
const HOPS = 25;

/** Lists how the start addresses of a job ended, in the order in which the job began with them. */
export async function listSeedEnds(db: Queryable, jobId: number): Promise<SeedEnd[]> {
  return await db.query<SeedEnd>(
    `with recursive seed as materialized (
       select url.id, url.url from crawl_job job, unnest(job.seeds) as given (url)
       cross join lateral (
         select id, url from crawl_url where job_id = $1 and md5(crawl_url.url) = md5(given.url) and crawl_url.url = given.url offset 0
       ) url where job.id = $1
     ), trail (seed_id, id, hop) as (
       select id, id, 0 from seed
       union all
       select trail.seed_id, url.redirects_to, hop + 1 from trail join crawl_url url on url.id = trail.id
       where url.redirects_to is not null and hop < ${HOPS}
     ), last as (select distinct on (seed_id) seed_id, id from trail order by seed_id, hop desc)
     select seed.url as seed, url.url, url.kind, url.outcome, url.reason, url.remark, url.detail,
       (select count(distinct image.id) from crawl_reference reference join crawl_url image on image.id = reference.url_id
        where reference.page_id = url.id and reference.kind !~ $2 and ${IS_KEPT}) as shows
     from last join seed on seed.id = last.seed_id join crawl_url url on url.id = last.id
     order by last.seed_id`,
    [jobId, SIGNS],
  );
}

/** The remarks about pages that are no content. */
export const NO_CONTENT: readonly string[] = ["looks_like_sign_in", "looks_like_shell", "looks_empty"];

export interface Brought {
  /** Whether a page was read that is content. */
  page: boolean;
  /** Whether an image was stored, seen again or, in a dry run, would be stored. */
  image: boolean;
  /** The same, without what start addresses show that are a sign-in, icons of pages that are no content, and images of style sheets. */
  content: boolean;
}

/** Tells what a job brought. */
export async function findBrought(db: Queryable, jobId: number): Promise<Brought> {
  const isGood = `image.job_id = $1 and ${IS_KEPT}`;
  const [row] = await db.query<Brought>(
    `select exists (select 1 from crawl_url where job_id = $1 and kind = 'page' and outcome = 'page'
         and not coalesce(remark ->> 'code' in (${NO_CONTENT.map((code) => `'${code}'`).join(", ")}), false)) as page,
       exists (select 1 from crawl_url image where ${isGood}) as image,
       exists (
         select 1 from crawl_url image where ${isGood} and not exists (
           select 1 from crawl_reference reference join crawl_url page on page.id = reference.page_id
           where reference.url_id = image.id and (page.kind in ('style', 'manifest')
             or (page.remark ->> 'code' = 'looks_like_sign_in' and page.depth = 0)
             or (page.remark ->> 'code' in ('looks_like_sign_in', 'looks_like_shell') and reference.kind ~ $2)))) as content`,
    [jobId, SIGNS],
  );
  return row ?? { page: false, image: false, content: false };
}

export interface FoundUrls {
  /** Pages that were read, and images that were found. */
  pages: number;
  images: number;
  /** Pages and images that other URLs named, and how many of them were left out for the scope and by robots.txt. */
  named: number;
  outside: number;
  disallowed: number;
}

/** A URL is named by a page if it is neither a start address nor the target of a redirect. */
const IS_NAMED = "referrer_id is not null and redirects = 0";

/** Counts what a job found. Redirects and the other sizes of a picture do not count. */
export async function countFound(db: Queryable, jobId: number): Promise<FoundUrls> {
  const [row] = await db.query<FoundUrls>(
    `select count(*) filter (where kind = 'page' and outcome = 'page') as pages, count(*) filter (where kind = 'image') as images,
       count(*) filter (where ${IS_NAMED}) as named,
       count(*) filter (where ${IS_NAMED} and reason in ('scope', 'redirect_out_of_scope')) as outside,
       count(*) filter (where ${IS_NAMED} and reason in ('robots', 'robots_unavailable')) as disallowed
     from crawl_url
     where job_id = $1 and kind in ('page', 'image') and reason is distinct from 'redirected' and reason is distinct from 'variant'`,
    [jobId],
  );
  return row ?? { pages: 0, images: 0, named: 0, outside: 0, disallowed: 0 };
}

/** Returns why most images of the job were not stored: the remark of the first image with the most frequent reason. */
export async function findFrequentReason(
  db: Queryable,
  jobId: number,
): Promise<{ remark: unknown; text: string } | null> {
  const rows = await db.query<{ remark: unknown; text: string }>(
    `select image.remark, coalesce(image.detail, image.reason) as text
     from (
       select min(id) as id from crawl_url
       where job_id = $1 and kind = 'image' and outcome in ('rejected', 'failed') and reason not in ('redirected', 'variant')
       group by reason order by count(*) desc, min(id) limit 1
     ) first join crawl_url image on image.id = first.id`,
    [jobId],
  );
  return rows[0] ?? null;
}
