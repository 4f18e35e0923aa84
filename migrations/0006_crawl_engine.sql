-- Documents that are read for the images they name, candidates of one picture, dry runs, and what a job may send to its seeds.

alter table crawl_url drop constraint crawl_url_kind_check;
alter table crawl_url add constraint crawl_url_kind_check
  check (kind in ('page', 'image', 'robots', 'style', 'manifest', 'feed', 'sitemap'));

-- Headers and cookies of a job: apart from its options, so that nothing that shows options can show them.
alter table crawl_job add column secrets jsonb not null default '{}';

-- Why URLs of a job were not kept: the ledger is asked for it.
create index crawl_url_by_reason on crawl_url (job_id, reason, id) where reason is not null;

-- Every index is written anew with each step of each URL. A referrer goes only with its whole job, and most URLs are no images.
alter table crawl_url drop constraint crawl_url_referrer_id_fkey;
drop index crawl_url_by_referrer;
drop index crawl_url_by_image;
create index crawl_url_by_image on crawl_url (image_id) where image_id is not null;

-- What a candidate of a picture says of itself ("2x", "640w"), and how it compares to the others of its group on the page.
alter table crawl_reference add column candidate_group text;
alter table crawl_reference add column descriptor text;
alter table crawl_reference add column rank double precision;
create index crawl_reference_by_group on crawl_reference (page_id, candidate_group) where candidate_group is not null;

create unique index image_variant_once on image_variant (image_id, md5(url));

-- A URL that is not to be fetched is inserted done: what was found counts, and why not.
create or replace function crawl_url_count_new() returns trigger language plpgsql as $$
begin
  update crawl_job job set
    pages_found = job.pages_found + delta.pages, images_found = job.images_found + delta.images,
    pages_rejected = job.pages_rejected + delta.pages_rejected, images_rejected = job.images_rejected + delta.images_rejected
  from (
    select job_id, count(*) filter (where kind = 'page') as pages, count(*) filter (where kind = 'image') as images,
      count(*) filter (where kind = 'page' and outcome = 'rejected') as pages_rejected,
      count(*) filter (where kind = 'image' and outcome = 'rejected') as images_rejected
    from new_rows group by job_id
  ) delta
  where job.id = delta.job_id;
  return null;
end $$;
