-- The view image_fact has one row for each fact that searches ask of an image, except texts and tags. The bitmaps hold these
-- facts. A condition on facet reads one branch of the view, a condition on image_id a range of an index. A fact of a source has
-- the id of the source, so that the facts of a new source can be added to the bitmaps without reading all sources of the image.
drop view if exists image_fact cascade;

-- Returns the host and the port of a URL in lower case, or null if it has no host.
create or replace function url_authority(url text) returns text language sql immutable parallel safe
  return lower(substring(url from '^https?://([^/?#]+)'));
create or replace function authority_host(authority text) returns text language sql immutable parallel safe
  return regexp_replace(authority, ':[0-9]*$', '');

create view image_fact (image_id, facet, value, source_id) as
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
  select image_id, 'source', flag, image_source.id from image_source cross join lateral (values
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
  select image_id, facet, value, null::bigint from image_number_fact;

-- Facets whose values are names. The other facets are numbers, and their values are digits (numbers.sql).
create or replace function image_sets() returns text[] language sql immutable parallel safe
  return array['state', 'filetype', 'is', 'has', 'source', 'job', 'found', 'site', 'duplicate', 'variants'];
create or replace function image_facets() returns text[] language sql immutable parallel safe
  return image_sets() || image_number_names();

-- Returns the facts of these facets as bitmaps, for the images from `low` to `high`.
create function image_facts_as_bits(low bigint, high bigint, facets text[])
returns table (facet text, value text, chunk integer, bits bit) language sql stable parallel safe
begin atomic
  select words.facet, words.value, (words.group64 >> 9)::integer, bit_or(word_in_chunk(words.word, words.group64))
  from (
    select fact.facet, fact.value, fact.image_id >> 6 as group64, bit_or(bit_in_word(fact.image_id)) as word
    from image_fact fact where fact.image_id between low and high and fact.facet = any(facets)
    group by fact.facet, fact.value, fact.image_id >> 6
  ) words group by words.facet, words.value, words.group64 >> 9;
end;
