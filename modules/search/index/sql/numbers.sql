-- The view image_number has the numbers of an image that searches compare and order by. They are bit-sliced (O'Neil and Quass,
-- 1997): image_bitmap holds a bitmap for each of their binary digits. A new number needs a column here and an entry of NUMBERS in
-- grammar/numbers.ts.
drop view if exists image_number cascade;

-- Returns the milliseconds since the year 1, because digits cannot express a negative number.
create or replace function era_milliseconds(moment timestamptz) returns bigint language sql immutable parallel safe
  return floor(extract(epoch from moment) * 1000)::bigint + 62135596800000;
-- Returns the same for a date as metadata has it (2024-05-06, 2024-05-06T07:08:09), or null if the text is not a date.
create or replace function taken_milliseconds(date text) returns bigint language sql immutable parallel safe
  return (
    select case when part[2]::integer between 1 and 12 and part[3]::integer between 1 and 31 then
      ((make_date(part[1]::integer, part[2]::integer, 1) - make_date(1, 1, 1) + part[3]::integer - 1) * 86400::bigint
        + coalesce(part[4], '0')::integer * 3600 + coalesce(part[5], '0')::integer * 60 + coalesce(part[6], '0')::integer) * 1000 end
    from regexp_match(date, '^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?)?$') part where part[1] <> '0000'
  );

-- A column is null if the image lacks the number. A number has as many digits as its type, so that a narrow type makes fewer facts.
create view image_number as
  select image.id as image_id, width, height, width::bigint * height as pixels,
    -- Width divided by height, in units of 2^-24: two different shapes of up to 4,096 pixels a side have different numbers.
    (width::bigint << 24) / height as ratio, bytes as filesize, frames, rating,
    own.created, own.taken, seen.sources, seen.crawled, tagged.tagcount
  from image
  cross join lateral (select era_milliseconds(created_at) as created, taken_milliseconds(metadata ->> 'date') as taken offset 0) own
  cross join lateral (
    select count(*)::integer as sources, era_milliseconds(max(seen_at)) as crawled from image_source where image_id = image.id
  ) seen
  cross join lateral (select count(*)::integer as tagcount from image_tag where image_id = image.id) tagged;

-- Names of the numbers that are derived from image_source.
create or replace function image_numbers_of_sources() returns text[] language sql immutable parallel safe
  return array['sources', 'crawled'];

-- This block makes the following from the columns of image_number:
-- image_number_names() returns the names of all numbers;
-- image_number_fact has one row for each digit that is 1;
-- image_numbers_as_bits(low, high) returns the same as bitmaps, for the images from `low` to `high`. It reads all numbers at once:
-- to make the bitmaps from the rows of image_number_fact takes three times as long.
do $$
declare
  names text[] := array(select attname from pg_attribute where attrelid = 'image_number'::regclass and attnum > 1 order by attnum);
  facts text := (
    select string_agg(format(
      'select image_id, %1$L as facet, digit::text as value from image_number cross join generate_series(0, %2$s) digit '
        'where %1$I >> digit & 1 = 1',
      attname, case atttypid when 'smallint'::regtype then 14 when 'integer'::regtype then 30 else 61 end), ' union all ' order by attnum)
    from pg_attribute where attrelid = 'image_number'::regclass and attnum > 1
  );
begin
  execute format('create or replace function image_number_names() returns text[] language sql immutable parallel safe return %L::text[]',
    names);
  execute 'create view image_number_fact as ' || facts;
  execute format('create function image_numbers_as_bits(low bigint, high bigint)
    returns table (facet text, value text, chunk integer, bits bit) language sql stable parallel safe
    begin atomic
      select number.facet, words.digit::text, (words.group64 >> 9)::integer, bit_or(word_in_chunk(number.word, words.group64))
      from (
        select digit, image_id >> 6 as group64, %s
        from (select image_id, %s from image_number where image_id between low and high offset 0) own
        cross join generate_series(0, 61) digit group by digit, image_id >> 6
      ) words cross join lateral (values %s) number (facet, word) where number.word is not null
      group by number.facet, words.digit, words.group64 >> 9;
    end',
    (select string_agg(format('bit_or(case when %1$I >> digit & 1 = 1 then bit_in_word(image_id) end) as %1$I', name), ', ')
      from unnest(names) name),
    (select string_agg(format('%1$I::bigint', name), ', ') from unnest(names) name),
    (select string_agg(format('(%1$L, %1$I)', name), ', ') from unnest(names) name));
end $$;
