-- image_bitmap holds the facts of images (image_fact) as bitmaps, up to the image that image_bitmap_extent names. Searches read
-- newer images from their rows until a fold adds a block of them to the bitmaps. Measured for a crawl that commits 64 images: to
-- update the bitmaps in each commit took 7 of 14 ms on a server and 11 of 25 embedded; a fold of 1,000 images takes little more.
drop function if exists image_bitmap_fold(integer, boolean);

-- Writers share this lock until they commit, and a fold holds it alone, so that a fold misses no row that is being written.
create or replace function image_bitmap_lock() returns bigint language sql immutable parallel safe return 7214906333;

-- Returns the last image that the bitmaps hold. Because of the lock, this stays the last one until the transaction ends.
create or replace function image_bitmap_extent() returns bigint language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(image_bitmap_lock());
  return coalesce((select last_image_id from image_bitmap_extent), 0);
end $$;

-- This function and image_bitmap_refresh are planned once per session, because image_fact has a branch for each facet: to plan it
-- took 8 of the 10 ms of refreshing one image, and 13 of the 58 ms of a fold of 256 (both embedded). A custom plan is no faster,
-- because at run time a generic one skips the facets that are not asked for. Sequential scans are off because a plan that was made
-- for small tables may still be in use when there are a million images.
create or replace function image_bitmap_add(low bigint, high bigint) returns void language plpgsql
set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off as $$
begin
  insert into image_bitmap as known (facet, value, chunk, bits)
  select fresh.facet, fresh.value, fresh.chunk, fresh.bits from (
    select * from image_facts_as_bits(low, high, image_sets()) union all select * from image_numbers_as_bits(low, high)
  ) fresh order by facet, value, chunk
  on conflict (facet, value, chunk) do update set bits = known.bits | excluded.bits;
end $$;

-- Adds the next images, at most `most`, to the bitmaps. Returns their number, or null if a writer is at work and `waits` is false.
create function image_bitmap_fold(most integer, waits boolean) returns integer language plpgsql as $$
declare
  low bigint;
  high bigint;
  folded integer;
begin
  if waits then
    perform pg_advisory_xact_lock(image_bitmap_lock());
  elsif not pg_try_advisory_xact_lock(image_bitmap_lock()) then
    return null;
  end if;
  low := coalesce((select last_image_id from image_bitmap_extent), 0);
  select max(id), count(*) into high, folded from (select id from image where id > low order by id limit most) next;
  if folded > 0 then
    perform image_bitmap_add(low + 1, high);
    insert into image_bitmap_extent (last_image_id, facets) values (high, image_facets())
    on conflict (one) do update set last_image_id = high;
  end if;
  return folded;
end $$;

-- Sets the bits of these images in the bitmaps of these facets again, from the rows, after a change. Only one transaction at a time
-- does this, because two could lock the same rows in different orders.
create or replace function image_bitmap_refresh(ids bigint[], facets text[]) returns void language plpgsql
set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off as $$
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

-- The bitmaps hold the facets of the version that made them. This adds those of new facets and deletes those of unknown facets.
do $$
declare
  last bigint;
  known text[];
  missing text[];
begin
  select last_image_id, facets into last, known from image_bitmap_extent;
  if known = image_facets() then return; end if;
  missing := array(select unnest(image_facets()) except select unnest(known));
  delete from image_bitmap where facet <> all (image_facets());
  if last > 0 and cardinality(missing) > 0 then
    delete from image_bitmap where facet = any (missing);
    insert into image_bitmap (facet, value, chunk, bits)
    select facet, value, chunk, bits from image_facts_as_bits(1, last, missing);
  end if;
  update image_bitmap_extent set facets = image_facets();
end $$;
