-- A place that an image gains adds facts to it, and takes none away. Made anew from all of its places, as every change was, they took
-- longer with each page that an image is on: 60 of the 100 ms of a crawl's commit on an embedded database. So the view tells which
-- place a fact is of, and the bitmaps take those of new places; only numbers, and what compares places, are made anew.
create or replace view image_fact (image_id, facet, value, source_id) as
  select id, 'state', case when deleted_at is null then 'live' else 'trashed' end, null::bigint from image
  union all
  select id, 'filetype', extension, null::bigint from image
  union all
  select id, 'is', flag, null::bigint from image cross join lateral (values
    (case when frames > 1 then 'animated' end),
    (case when undecoded then 'undecoded' end),
    (case when width > height then 'landscape' when width < height then 'portrait' when width = height then 'square' end)
  ) flags (flag) where flag is not null
  union all
  select image_id, 'duplicate', '', null::bigint from image_source group by image_id having min(image_url) <> max(image_url)
  union all
  select id, 'has', flag, null::bigint from image cross join lateral (values
    (case when note <> '' then 'note' end),
    (case when thumbnail <> 'none' then 'thumbnail' end),
    (case when metadata ? 'exif' then 'exif' end),
    (case when metadata ? 'iptc' then 'iptc' end),
    (case when metadata ? 'xmp' then 'xmp' end),
    (case when metadata ? 'gps' then 'gps' end),
    (case when metadata ? 'camera' then 'camera' end),
    (case when metadata ? 'date' then 'taken' end)
  ) flags (flag) where flag is not null
  union all
  select distinct image_id, 'variants', '', null::bigint from image_variant
  union all
  select image_id, 'place', flag, image_source.id from image_source cross join lateral (values
    (case when page_url is not null then 'page' end),
    (case when alt <> '' then 'alt' end),
    (case when title <> '' then 'title' end),
    (case when caption <> '' then 'caption' end),
    (case when creator <> '' then 'creator' end),
    (case when licence <> '' then 'licence' end),
    (case when cardinality(keywords) > 0 then 'keywords' end)
  ) flags (flag) where flag is not null
  union all
  select image_id, 'job', job_id::text, image_source.id from image_source where job_id is not null
  union all
  select image_id, 'found', kind, image_source.id from image_source
  union all
  select image_id, 'site', host, image_source.id from image_source cross join lateral (values (page_url), (image_url)) urls (url)
  cross join lateral (select url_authority(url) as authority offset 0) own
  cross join lateral (values (authority), (authority_host(authority))) hosts (host) where host is not null
  union all
  select image_id, 'width', place::text, null::bigint from image_number cross join generate_series(0, 30) place where width >> place & 1 = 1
  union all
  select image_id, 'height', place::text, null::bigint from image_number cross join generate_series(0, 30) place where height >> place & 1 = 1
  union all
  select image_id, 'pixels', place::text, null::bigint from image_number cross join generate_series(0, 61) place where pixels >> place & 1 = 1
  union all
  select image_id, 'ratio', place::text, null::bigint from image_number cross join generate_series(0, 54) place where ratio >> place & 1 = 1
  union all
  select image_id, 'filesize', place::text, null::bigint from image_number cross join generate_series(0, 61) place where filesize >> place & 1 = 1
  union all
  select image_id, 'frames', place::text, null::bigint from image_number cross join generate_series(0, 30) place where frames >> place & 1 = 1
  union all
  select image_id, 'rating', place::text, null::bigint from image_number cross join generate_series(0, 2) place where rating >> place & 1 = 1
  union all
  select image_id, 'created', place::text, null::bigint from image_number cross join generate_series(0, 61) place where created >> place & 1 = 1
  union all
  select image_id, 'taken', place::text, null::bigint from image_number cross join generate_series(0, 61) place where taken >> place & 1 = 1
  union all
  select image_id, 'crawled', place::text, null::bigint from image_number cross join generate_series(0, 61) place where crawled >> place & 1 = 1
  union all
  select image_id, 'tagcount', place::text, null::bigint from image_number cross join generate_series(0, 15) place where tagcount >> place & 1 = 1
  union all
  select image_id, 'sources', place::text, null::bigint from image_number cross join generate_series(0, 30) place where sources >> place & 1 = 1;

create function image_sources_added() returns trigger language plpgsql
set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off as $$
declare
  extent bigint := image_bitmap_extent();
  places bigint[] := array(select id from changed_rows where image_id <= extent);
begin
  if cardinality(places) = 0 then return null; end if;
  perform pg_advisory_xact_lock(image_bitmap_lock() + 1);
  insert into image_bitmap as known (facet, value, chunk, bits)
  select facet, value, (group64 >> 9)::integer as chunk, bit_or(word_in_chunk(word, group64)) from (
    select facet, value, image_id >> 6 as group64, bit_or(bit_in_word(image_id)) as word
    from image_fact where source_id = any(places) group by facet, value, image_id >> 6
  ) words group by facet, value, group64 >> 9 order by facet, value, chunk
  on conflict (facet, value, chunk) do update set bits = known.bits | excluded.bits where (known.bits & excluded.bits) <> excluded.bits;
  perform image_bitmap_refresh(
    array(select distinct image_id from changed_rows where image_id <= extent), array['sources', 'crawled', 'duplicate']);
  return null;
end $$;

drop trigger image_bitmap_source_inserted on image_source;
create trigger image_bitmap_source_inserted after insert on image_source referencing new table as changed_rows
  for each statement execute function image_sources_added();
