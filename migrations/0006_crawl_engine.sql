-- Documents that are read for the images they name, candidates of one picture, dry runs, and what a job may send to its seeds.

alter table crawl_url drop constraint crawl_url_kind_check;
alter table crawl_url add constraint crawl_url_kind_check
  check (kind in ('page', 'image', 'robots', 'style', 'manifest', 'feed', 'sitemap'));

-- Headers and cookies of a job: apart from its options, so that nothing that shows options can show them.
alter table crawl_job add column secrets jsonb not null default '{}';

-- Why each URL of a job ended as it did, counted for the job's page.
create index crawl_url_by_reason on crawl_url (job_id, kind, outcome, reason);

-- What a candidate of a picture says of itself ("2x", "640w"), and how it compares to the others of its group on the page.
alter table crawl_reference add column candidate_group text;
alter table crawl_reference add column descriptor text;
alter table crawl_reference add column rank double precision;
create index crawl_reference_by_group on crawl_reference (page_id, candidate_group) where candidate_group is not null;

create unique index image_variant_once on image_variant (image_id, md5(url));
