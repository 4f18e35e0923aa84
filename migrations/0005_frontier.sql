-- Frontier and ledger in one: every URL that a job ever saw, and who referred to it. Written by crawl.

create table crawl_url (
  id bigint generated always as identity primary key,
  job_id bigint not null references crawl_job (id) on delete cascade,
  url text not null check (char_length(url) <= 2083),
  origin text not null,
  kind text not null check (kind in ('page', 'image', 'robots')),
  depth integer not null check (depth >= 0),
  referrer_id bigint references crawl_url (id) on delete set null,
  state text not null default 'pending' check (state in ('pending', 'leased', 'done')),
  outcome text check (outcome in ('page', 'stored', 'duplicate', 'rejected', 'failed')),
  reason text,
  detail text,
  http_status integer,
  media_type text,
  bytes bigint,
  etag text,
  last_modified text,
  image_id bigint references image (id) on delete set null,
  redirects smallint not null default 0,
  attempts smallint not null default 0,
  crashes smallint not null default 0,
  not_before timestamptz not null default now(),
  found_at timestamptz not null default now(),
  done_at timestamptz,
  check ((state = 'done') = (outcome is not null)),
  check ((outcome in ('rejected', 'failed')) = (reason is not null) or outcome is null)
);

create unique index crawl_url_once on crawl_url (job_id, md5(url));
create index crawl_url_pending on crawl_url (job_id, origin, kind, depth, id) where state = 'pending';
create index crawl_url_leased on crawl_url (job_id) where state = 'leased';
create index crawl_url_by_job on crawl_url (job_id, id);
create index crawl_url_by_image on crawl_url (image_id);
create index crawl_url_recent on crawl_url (job_id, done_at desc) where image_id is not null;
create index crawl_url_by_referrer on crawl_url (referrer_id);

-- One row a place that refers to an image URL; becomes an image_source once the image is kept.
create table crawl_reference (
  url_id bigint not null references crawl_url (id) on delete cascade,
  page_id bigint references crawl_url (id) on delete cascade,
  kind text not null,
  context jsonb not null default '{}'
);

create unique index crawl_reference_once on crawl_reference (url_id, page_id, kind) nulls not distinct;
create index crawl_reference_by_page on crawl_reference (page_id);

create function crawl_url_count() returns trigger language plpgsql as $$
begin
  update crawl_job job set
    pages_found = job.pages_found + delta.pages_found,
    pages_done = job.pages_done + delta.pages_done,
    pages_rejected = job.pages_rejected + delta.pages_rejected,
    pages_failed = job.pages_failed + delta.pages_failed,
    images_found = job.images_found + delta.images_found,
    images_stored = job.images_stored + delta.images_stored,
    images_duplicate = job.images_duplicate + delta.images_duplicate,
    images_rejected = job.images_rejected + delta.images_rejected,
    images_failed = job.images_failed + delta.images_failed,
    bytes_stored = job.bytes_stored + delta.bytes_stored
  from (
    select job_id,
      coalesce(sum(sign) filter (where kind = 'page'), 0) as pages_found,
      coalesce(sum(sign) filter (where kind = 'page' and outcome = 'page'), 0) as pages_done,
      coalesce(sum(sign) filter (where kind = 'page' and outcome = 'rejected'), 0) as pages_rejected,
      coalesce(sum(sign) filter (where kind = 'page' and outcome = 'failed'), 0) as pages_failed,
      coalesce(sum(sign) filter (where kind = 'image'), 0) as images_found,
      coalesce(sum(sign) filter (where kind = 'image' and outcome = 'stored'), 0) as images_stored,
      coalesce(sum(sign) filter (where kind = 'image' and outcome = 'duplicate'), 0) as images_duplicate,
      coalesce(sum(sign) filter (where kind = 'image' and outcome = 'rejected'), 0) as images_rejected,
      coalesce(sum(sign) filter (where kind = 'image' and outcome = 'failed'), 0) as images_failed,
      coalesce(sum(sign * bytes) filter (where outcome = 'stored'), 0) as bytes_stored
    from (
      select 1 as sign, job_id, kind, state, outcome, bytes from new_rows
      union all
      select -1, job_id, kind, state, outcome, bytes from old_rows
    ) changed
    group by job_id
  ) delta
  where job.id = delta.job_id and (delta.pages_found, delta.pages_done, delta.pages_rejected, delta.pages_failed, delta.images_found,
    delta.images_stored, delta.images_duplicate, delta.images_rejected, delta.images_failed, delta.bytes_stored)
    is distinct from (0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  return null;
end $$;

create function crawl_url_count_new() returns trigger language plpgsql as $$
begin
  update crawl_job job set
    pages_found = job.pages_found + delta.pages, images_found = job.images_found + delta.images
  from (
    select job_id, count(*) filter (where kind = 'page') as pages, count(*) filter (where kind = 'image') as images
    from new_rows group by job_id
  ) delta
  where job.id = delta.job_id;
  return null;
end $$;

-- No row is inserted done: the insert trigger counts only what was found.
create trigger crawl_url_inserted after insert on crawl_url
  referencing new table as new_rows for each statement execute function crawl_url_count_new();
create trigger crawl_url_updated after update on crawl_url
  referencing old table as old_rows new table as new_rows for each statement execute function crawl_url_count();
