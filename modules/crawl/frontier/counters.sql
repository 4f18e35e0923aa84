-- These triggers count the rows of crawl_url into the counters of crawl_job, so that the two cannot disagree.
create or replace function crawl_url_count() returns trigger language plpgsql as $$
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

-- A URL that will not be fetched is inserted as done: it counts as found and as rejected.
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

create or replace trigger crawl_url_inserted after insert on crawl_url
  referencing new table as new_rows for each statement execute function crawl_url_count_new();
create or replace trigger crawl_url_updated after update on crawl_url
  referencing old table as old_rows new table as new_rows for each statement execute function crawl_url_count();
