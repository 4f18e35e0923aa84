-- What is asked of images, as bitmaps of the same form as those of tags, so that whole queries are operators on 4 KiB a chunk.
-- Two forms: a set has one bitmap a value (a site, a job, a flag); a number is bit-sliced (O'Neil and Quass, 1997): one bitmap for
-- each of its binary digits, by which ranges, orders and exact counts take one pass over the digits. Written by images.
--
-- Derived from image, image_source and image_variant, and complete up to the image that image_bitmap_extent names. Younger images
-- are read from their rows (the view image_fact) until a block of them is folded in at once: a batch of a crawl would write every
-- digit's bitmap of its chunk anew for 64 images, which took 7 ms of 14 on a server and 11 of 25 embedded. A fold of a thousand
-- images takes little more.

create table image_bitmap (
  facet text not null,
  -- Of a set: which one. Of a number: which binary digit, from 0.
  value text not null,
  chunk integer not null,
  bits bit(32768) not null,
  primary key (facet, value, chunk)
);
alter table image_bitmap alter column bits set storage main;

create table image_bitmap_extent (
  one boolean primary key default true check (one),
  -- Every image up to this id is in the bitmaps.
  last_image_id bigint not null
);
insert into image_bitmap_extent (last_image_id) values (0);

-- Host and port as the URL parser spelled them; null of addresses that have none.
create function url_authority(url text) returns text language sql immutable parallel safe
  return lower(substring(url from '^https?://([^/?#]+)'));
create function authority_host(authority text) returns text language sql immutable parallel safe
  return regexp_replace(authority, ':[0-9]*$', '');

-- Milliseconds since the year 1, so that no time is negative.
create function era_milliseconds(moment timestamptz) returns bigint language sql immutable parallel safe
  return floor(extract(epoch from moment) * 1000)::bigint + 62135596800000;
-- Of a date as metadata has it (2024-05-06, 2024-05-06T07:08:09); null of what is none.
create function taken_milliseconds(date text) returns bigint language sql immutable parallel safe
  return (
    select case when part[2]::integer between 1 and 12 and part[3]::integer between 1 and 31 then
      ((make_date(part[1]::integer, part[2]::integer, 1) - make_date(1, 1, 1) + part[3]::integer - 1) * 86400::bigint
        + coalesce(part[4], '0')::integer * 3600 + coalesce(part[5], '0')::integer * 60 + coalesce(part[6], '0')::integer) * 1000 end
    from regexp_match(date, '^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?)?$') part where part[1] <> '0000'
  );

-- The numbers of each image that are bit-sliced; null where it has none.
create view image_number as
  select image.id as image_id, width::bigint, height::bigint, width::bigint * height as pixels,
    -- Width by height in 2^-24: no two shapes of up to 4,096 pixels a side are the same number.
    (width::bigint << 24) / height as ratio, bytes as filesize, frames::bigint, rating::bigint,
    time.created, time.taken, place.sources, place.crawled, tagging.tagcount
  from image
  cross join lateral (select era_milliseconds(created_at) as created, taken_milliseconds(metadata ->> 'date') as taken offset 0) time
  cross join lateral (
    select count(*) as sources, era_milliseconds(max(seen_at)) as crawled from image_source where image_id = image.id
  ) place
  cross join lateral (select count(*) as tagcount from image_tag where image_id = image.id) tagging;

-- Each thing that is so of an image, one row: what the bitmaps hold, and the one place that defines it. A condition on facet leaves
-- one branch of it, a condition on image_id a range of an index.
create view image_fact (image_id, facet, value) as
  select id, 'state', case when deleted_at is null then 'live' else 'trashed' end from image
  union all
  select id, 'filetype', extension from image
  union all
  select id, 'is', flag from image cross join lateral (values
    (case when frames > 1 then 'animated' end),
    (case when undecoded then 'undecoded' end),
    (case when width > height then 'landscape' when width < height then 'portrait' when width = height then 'square' end)
  ) flags (flag) where flag is not null
  union all
  select image_id, 'duplicate', '' from image_source group by image_id having min(image_url) <> max(image_url)
  union all
  select id, 'has', flag from image cross join lateral (values
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
  select distinct image_id, 'variants', '' from image_variant
  union all
  select image_id, 'place', flag from image_source cross join lateral (values
    (case when page_url is not null then 'page' end),
    (case when alt <> '' then 'alt' end),
    (case when title <> '' then 'title' end),
    (case when caption <> '' then 'caption' end),
    (case when creator <> '' then 'creator' end),
    (case when licence <> '' then 'licence' end),
    (case when cardinality(keywords) > 0 then 'keywords' end)
  ) flags (flag) where flag is not null
  union all
  select image_id, 'job', job_id::text from image_source where job_id is not null
  union all
  select image_id, 'found', kind from image_source
  union all
  select image_id, 'site', host from image_source cross join lateral (values (page_url), (image_url)) urls (url)
  cross join lateral (select url_authority(url) as authority offset 0) own
  cross join lateral (values (authority), (authority_host(authority))) hosts (host) where host is not null
  union all
  select image_id, 'width', place::text from image_number cross join generate_series(0, 30) place where width >> place & 1 = 1
  union all
  select image_id, 'height', place::text from image_number cross join generate_series(0, 30) place where height >> place & 1 = 1
  union all
  select image_id, 'pixels', place::text from image_number cross join generate_series(0, 61) place where pixels >> place & 1 = 1
  union all
  select image_id, 'ratio', place::text from image_number cross join generate_series(0, 54) place where ratio >> place & 1 = 1
  union all
  select image_id, 'filesize', place::text from image_number cross join generate_series(0, 61) place where filesize >> place & 1 = 1
  union all
  select image_id, 'frames', place::text from image_number cross join generate_series(0, 30) place where frames >> place & 1 = 1
  union all
  select image_id, 'rating', place::text from image_number cross join generate_series(0, 2) place where rating >> place & 1 = 1
  union all
  select image_id, 'created', place::text from image_number cross join generate_series(0, 61) place where created >> place & 1 = 1
  union all
  select image_id, 'taken', place::text from image_number cross join generate_series(0, 61) place where taken >> place & 1 = 1
  union all
  select image_id, 'crawled', place::text from image_number cross join generate_series(0, 61) place where crawled >> place & 1 = 1
  union all
  select image_id, 'tagcount', place::text from image_number cross join generate_series(0, 15) place where tagcount >> place & 1 = 1
  union all
  select image_id, 'sources', place::text from image_number cross join generate_series(0, 30) place where sources >> place & 1 = 1;

-- The bits of up to 64 neighbours, moved to where they stand in their chunk. set_bit would copy 4 KiB for each image.
create function word_in_chunk(word bigint, group64 bigint) returns bit language sql immutable parallel safe
  return word::bit(64)::bit(32768) >> ((group64 & 511) * 64)::integer;
create function bit_in_word(image_id bigint) returns bigint language sql immutable parallel safe
  return 1::bigint << (63 - (image_id & 63))::integer;

-- The facts of some facets of the images from `low` to `high`, as bitmaps.
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

-- The same of all numbers at once: a row for each digit of an image would take three times as long.
create function image_numbers_as_bits(low bigint, high bigint)
returns table (facet text, value text, chunk integer, bits bit) language sql stable parallel safe
begin atomic
  select number.facet, words.place::text, (words.group64 >> 9)::integer, bit_or(word_in_chunk(number.word, words.group64))
  from (
    select place, image_id >> 6 as group64,
      bit_or(case when width >> place & 1 = 1 then bit_in_word(image_id) end) as width,
      bit_or(case when height >> place & 1 = 1 then bit_in_word(image_id) end) as height,
      bit_or(case when pixels >> place & 1 = 1 then bit_in_word(image_id) end) as pixels,
      bit_or(case when ratio >> place & 1 = 1 then bit_in_word(image_id) end) as ratio,
      bit_or(case when filesize >> place & 1 = 1 then bit_in_word(image_id) end) as filesize,
      bit_or(case when frames >> place & 1 = 1 then bit_in_word(image_id) end) as frames,
      bit_or(case when rating >> place & 1 = 1 then bit_in_word(image_id) end) as rating,
      bit_or(case when created >> place & 1 = 1 then bit_in_word(image_id) end) as created,
      bit_or(case when taken >> place & 1 = 1 then bit_in_word(image_id) end) as taken,
      bit_or(case when crawled >> place & 1 = 1 then bit_in_word(image_id) end) as crawled,
      bit_or(case when tagcount >> place & 1 = 1 then bit_in_word(image_id) end) as tagcount,
      bit_or(case when sources >> place & 1 = 1 then bit_in_word(image_id) end) as sources
    from (select * from image_number where image_id between low and high offset 0) own cross join generate_series(0, 61) place
    group by place, image_id >> 6
  ) words cross join lateral (values ('width', width), ('height', height), ('pixels', pixels), ('ratio', ratio),
    ('filesize', filesize), ('frames', frames), ('rating', rating), ('created', created), ('taken', taken), ('crawled', crawled), ('sources', sources), ('tagcount', tagcount)
  ) number (facet, word) where number.word is not null
  group by number.facet, words.place, words.group64 >> 9;
end;

create function image_sets() returns text[] language sql immutable parallel safe
  return array['state', 'filetype', 'is', 'has', 'place', 'job', 'found', 'site', 'duplicate', 'variants'];
create function image_facets() returns text[] language sql immutable parallel safe
  return image_sets() || array['width', 'height', 'pixels', 'ratio', 'filesize', 'frames', 'rating', 'created', 'taken',
    'crawled', 'sources', 'tagcount'];
create function no_bits() returns bit language sql immutable parallel safe
  return repeat('0', 32768)::bit(32768);
-- The bits of the ids from `low` to `high` that lie in the chunk.
create function ids_in_chunk(chunk integer, low bigint, high bigint) returns bit language sql immutable parallel safe
  return case when chunk < low >> 15 or chunk > high >> 15 then no_bits()
    else (~no_bits() >> case when chunk = low >> 15 then (low & 32767)::integer else 0 end)
      & (~no_bits() << case when chunk = high >> 15 then 32767 - (high & 32767)::integer else 0 end) end;

-- Writers hold the lock shared until they commit, a fold alone: so it misses no row that is being written.
create function image_bitmap_lock() returns bigint language sql immutable parallel safe return 7214906333;

create function image_bitmap_extent() returns bigint language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(image_bitmap_lock());
  return coalesce((select last_image_id from image_bitmap_extent), 0);
end $$;

create function image_bitmap_add(low bigint, high bigint) returns void language sql as $$
  insert into image_bitmap as known (facet, value, chunk, bits)
  select facet, value, chunk, bits from (
    select * from image_facts_as_bits(low, high, image_sets()) union all select * from image_numbers_as_bits(low, high)
  ) fresh order by facet, value, chunk
  on conflict (facet, value, chunk) do update set bits = known.bits | excluded.bits
$$;

-- Takes the next images into the bitmaps, `most` of them; their number, or null where a writer is at work and `patient` is false.
create function image_bitmap_fold(most integer, patient boolean) returns integer language plpgsql as $$
declare
  low bigint;
  high bigint;
  folded integer;
begin
  if patient then
    perform pg_advisory_xact_lock(image_bitmap_lock());
  elsif not pg_try_advisory_xact_lock(image_bitmap_lock()) then
    return null;
  end if;
  low := coalesce((select last_image_id from image_bitmap_extent), 0);
  select max(id), count(*) into high, folded from (select id from image where id > low order by id limit most) next;
  if folded > 0 then
    perform image_bitmap_add(low + 1, high);
    insert into image_bitmap_extent (last_image_id) values (high) on conflict (one) do update set last_image_id = high;
  end if;
  return folded;
end $$;

-- Makes some facets of the images from the rows anew, where they have changed. One at a time: two would lock rows in any order.
create function image_bitmap_refresh(ids bigint[], facets text[]) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(image_bitmap_lock() + 1);
  with mask as (
    select (group64 >> 9)::integer as chunk, bit_or(word_in_chunk(word, group64)) as bits
    from (select id >> 6 as group64, bit_or(bit_in_word(id)) as word from unnest(ids) id group by id >> 6) words group by group64 >> 9
  ), expected as (
    select facet, value, (group64 >> 9)::integer as chunk, bit_or(word_in_chunk(word, group64)) as bits from (
      select facet, value, image_id >> 6 as group64, bit_or(bit_in_word(image_id)) as word
      from image_fact where image_id = any(ids) and facet = any(facets) group by facet, value, image_id >> 6
    ) words group by facet, value, group64 >> 9
  ), cleared as (
    update image_bitmap known set bits = (known.bits & ~mask.bits) | coalesce(wanted.bits, no_bits())
    from image_bitmap present join mask on mask.chunk = present.chunk
    left join expected wanted on (wanted.facet, wanted.value, wanted.chunk) = (present.facet, present.value, present.chunk)
    where present.facet = any(facets) and (known.facet, known.value, known.chunk) = (present.facet, present.value, present.chunk)
      and (present.bits & mask.bits) <> coalesce(wanted.bits, no_bits())
  )
  insert into image_bitmap as known (facet, value, chunk, bits)
  select facet, value, chunk, bits from expected wanted
  where not exists (select from image_bitmap present
    where (wanted.facet, wanted.value, wanted.chunk) = (present.facet, present.value, present.chunk));
end $$;

create function image_rows_inserted() returns trigger language plpgsql as $$
declare
  extent bigint := image_bitmap_extent();
begin
  -- Only where a fold went past ids that were taken and not yet there.
  if exists (select from new_rows where id <= extent) then
    perform image_bitmap_add(min(id), max(id)) from new_rows where id <= extent;
  end if;
  return null;
end $$;
create trigger image_bitmap_inserted after insert on image
  referencing new table as new_rows for each statement execute function image_rows_inserted();

create function image_rows_updated() returns trigger language plpgsql as $$
declare
  extent bigint := image_bitmap_extent();
  changed bigint[];
begin
  changed := array(select id from new_rows join old_rows using (id) where id <= extent
    and (new_rows.deleted_at is null) <> (old_rows.deleted_at is null));
  if cardinality(changed) > 0 then perform image_bitmap_refresh(changed, array['state']); end if;
  changed := array(select id from new_rows join old_rows using (id) where id <= extent
    and (new_rows.rating, new_rows.note = '') is distinct from (old_rows.rating, old_rows.note = ''));
  if cardinality(changed) > 0 then perform image_bitmap_refresh(changed, array['rating', 'has']); end if;
  changed := array(select id from new_rows join old_rows using (id) where id <= extent
    and (new_rows.extension, new_rows.bytes, new_rows.width, new_rows.height, new_rows.frames, new_rows.metadata,
        new_rows.thumbnail, new_rows.undecoded, new_rows.created_at)
      is distinct from (old_rows.extension, old_rows.bytes, old_rows.width, old_rows.height, old_rows.frames, old_rows.metadata,
        old_rows.thumbnail, old_rows.undecoded, old_rows.created_at));
  if cardinality(changed) > 0 then perform image_bitmap_refresh(changed, image_facets()); end if;
  return null;
end $$;
create trigger image_bitmap_updated after update on image
  referencing new table as new_rows old table as old_rows for each statement execute function image_rows_updated();

create function image_rows_deleted() returns trigger language plpgsql as $$
declare
  extent bigint := image_bitmap_extent();
  changed bigint[] := array(select id from old_rows where id <= extent);
begin
  if cardinality(changed) > 0 then perform image_bitmap_refresh(changed, image_facets()); end if;
  return null;
end $$;
create trigger image_bitmap_deleted after delete on image
  referencing old table as old_rows for each statement execute function image_rows_deleted();

-- What hangs on an image: its places and variants. An update comes here by its new rows only: no row changes its image.
create function image_parts_changed() returns trigger language plpgsql as $$
declare
  extent bigint := image_bitmap_extent();
  changed bigint[] := array(select distinct image_id from changed_rows where image_id <= extent);
begin
  if cardinality(changed) > 0 then perform image_bitmap_refresh(changed, string_to_array(tg_argv[0], ' ')); end if;
  return null;
end $$;
create trigger image_bitmap_source_inserted after insert on image_source referencing new table as changed_rows
  for each statement execute function image_parts_changed('place job found site sources crawled duplicate');
create trigger image_bitmap_source_updated after update on image_source referencing new table as changed_rows
  for each statement execute function image_parts_changed('place job found site sources crawled duplicate');
create trigger image_bitmap_source_deleted after delete on image_source referencing old table as changed_rows
  for each statement execute function image_parts_changed('place job found site sources crawled duplicate');
create trigger image_bitmap_variant_inserted after insert on image_variant referencing new table as changed_rows
  for each statement execute function image_parts_changed('variants');
create trigger image_bitmap_variant_deleted after delete on image_variant referencing old table as changed_rows
  for each statement execute function image_parts_changed('variants');

-- Tags of images: each statement that changes taggings leaves its bits here, which waits for nobody, and they are added to the
-- digits of `tagcount` before these are asked for. Digits that every edit changed at once would make edits of all tags wait for
-- each other.
create table image_tagcount_change (
  id bigint generated always as identity primary key,
  chunk integer not null,
  added boolean not null,
  bits bit(32768) not null
);
alter table image_tagcount_change alter column bits set storage main;

create function image_tagcount_changed() returns trigger language plpgsql as $$
declare
  extent bigint := image_bitmap_extent();
begin
  insert into image_tagcount_change (chunk, added, bits)
  select (group64 >> 9)::integer, tg_op = 'INSERT', bit_or(word_in_chunk(word, group64)) from (
    select tag_id, image_id >> 6 as group64, bit_or(bit_in_word(image_id)) as word
    from changed_rows where image_id <= extent group by tag_id, image_id >> 6
  ) words group by tag_id, group64 >> 9;
  return null;
end $$;
create trigger image_tagcount_inserted after insert on image_tag referencing new table as changed_rows
  for each statement execute function image_tagcount_changed();
create trigger image_tagcount_deleted after delete on image_tag referencing old table as changed_rows
  for each statement execute function image_tagcount_changed();

-- Adds what has changed to the digits, with carry: how many changes there were.
create function image_tagcount_fold() returns integer language plpgsql as $$
declare
  zero constant varbit := no_bits();
  change record;
  digits varbit[];
  known varbit[];
  carry varbit;
  moved varbit;
  place integer;
  current integer := -1;
  folded integer := 0;
begin
  perform pg_advisory_xact_lock(image_bitmap_lock() + 1);
  for change in
    with taken as (delete from image_tagcount_change returning id, chunk, added, bits)
    select chunk, added, bits from taken union all select null, null, null order by chunk nulls last
  loop
    if change.chunk is distinct from current then
      insert into image_bitmap as kept (facet, value, chunk, bits)
      select 'tagcount', (own.place - 1)::text, current, own.bits from unnest(digits, known) with ordinality own (bits, before, place)
      where own.bits <> own.before
      on conflict (facet, value, chunk) do update set bits = excluded.bits;
      exit when change.chunk is null;
      current := change.chunk;
      known := array(select coalesce(bits, zero) from generate_series(0, 15) own (place)
        left join image_bitmap on facet = 'tagcount' and value = own.place::text and chunk = current order by own.place);
      digits := known;
    end if;
    folded := folded + 1;
    carry := change.bits;
    place := 1;
    while bit_count(carry) > 0 and place <= 16 loop
      moved := case when change.added then digits[place] & carry else ~digits[place] & carry end;
      digits[place] := digits[place] # carry;
      carry := moved;
      place := place + 1;
    end loop;
  end loop;
  return folded;
end $$;

-- The `wanted` images that come first by a number, of which each member has one, by its digits (O'Neil and Quass): `sure` ones, and
-- of those that tie at the end the newest, as many chunks as are needed to fill up. Time depends on the digits and chunks alone.
create function image_top(chunks integer[], members bit[], field text, wanted integer, descending boolean, unfolded boolean)
returns table (chunk integer, sure varbit, tied varbit, needed integer) language plpgsql stable as $$
declare
  zero constant bit(32768) := no_bits();
  -- Without a length of their own, as bit would be one bit.
  surely varbit[] := array(select zero from unnest(chunks));
  ties varbit[] := members;
  taken varbit[];
  number bigint;
  young_values text[];
  young_chunks integer[];
  young_bits varbit[];
  top integer := (select max(value::integer) from image_bitmap where facet = field);
begin
  needed := wanted;
  if unfolded then
    select array_agg(young.value), array_agg(young.chunk), array_agg(young.bits), greatest(top, max(young.value::integer))
    into young_values, young_chunks, young_bits, top
    from image_facts_as_bits((select coalesce(max(last_image_id), 0) + 1 from image_bitmap_extent), 9223372036854775807, array[field]) young;
  end if;
  for place in reverse coalesce(top, 0)..0 loop
    select array_agg(part.bits order by part.chunk), sum(bit_count(part.bits)) into taken, number from (
      select tie.chunk, case when descending then tie.bits::bit(32768) & digit.bits else tie.bits::bit(32768) & ~digit.bits end as bits
      from unnest(chunks, ties) tie (chunk, bits)
      left join image_bitmap known on known.facet = field and known.value = place::text and known.chunk = tie.chunk
      left join unnest(young_values, young_chunks, young_bits) young (value, chunk, bits)
        on young.value = place::text and young.chunk = tie.chunk
      cross join lateral (select coalesce(known.bits, zero) | coalesce(young.bits::bit(32768), zero) as bits offset 0) digit
    ) part;
    if number >= needed then
      ties := taken;
    else
      needed := needed - number;
      select array_agg(own.sure | own.taken order by own.chunk), array_agg(own.tied & ~own.taken order by own.chunk) into surely, ties
      from unnest(chunks, surely, ties, taken) own (chunk, sure, tied, taken);
    end if;
  end loop;
  return query select own.chunk, case when bit_count(own.sure) > 0 then own.sure end, case when own.before < needed then own.tied end, needed
    from (
      select part.chunk, part.sure, part.tied,
        coalesce(sum(bit_count(part.tied)) over (order by part.chunk desc rows between unbounded preceding and 1 preceding), 0) as before
      from unnest(chunks, surely, ties) part (chunk, sure, tied)
    ) own where bit_count(own.sure) > 0 or own.before < needed and bit_count(own.tied) > 0;
end $$;
