-- These triggers keep the bitmaps right if rows of images change that the bitmaps hold. They do not write the digits of tagcount:
-- edits leave their changes in image_tagcount_change (tagcount.sql), and digits made from the rows would count a waiting change
-- twice.
drop function if exists image_parts_changed() cascade;

create or replace function image_rows_inserted() returns trigger language plpgsql as $$
declare
  extent bigint := image_bitmap_extent();
  -- Images that got their ids before a fold, and their rows after it.
  late bigint[] := array(select id from new_rows where id <= extent);
begin
  if cardinality(late) > 0 then perform image_bitmap_refresh(late, array_remove(image_facets(), 'tagcount')); end if;
  return null;
end $$;
create or replace trigger image_bitmap_inserted after insert on image
  referencing new table as new_rows for each statement execute function image_rows_inserted();

create or replace function image_rows_updated() returns trigger language plpgsql as $$
declare
  extent bigint := image_bitmap_extent();
  changed bigint[];
begin
  -- "except" takes the same time per row for any number of rows. A join would keep the plan of a first update of one row.
  changed := array(select id from (
    select id, deleted_at is null from new_rows except select id, deleted_at is null from old_rows
  ) different where id <= extent);
  if cardinality(changed) > 0 then perform image_bitmap_refresh(changed, array['state']); end if;
  changed := array(select id from (
    select id, rating, note = '' from new_rows except select id, rating, note = '' from old_rows
  ) different where id <= extent);
  if cardinality(changed) > 0 then perform image_bitmap_refresh(changed, array['rating', 'has']); end if;
  changed := array(select id from (
    select id, extension, bytes, width, height, frames, metadata, thumbnail, undecoded, created_at from new_rows
    except
    select id, extension, bytes, width, height, frames, metadata, thumbnail, undecoded, created_at from old_rows
  ) different where id <= extent);
  if cardinality(changed) > 0 then perform image_bitmap_refresh(changed, array_remove(image_facets(), 'tagcount')); end if;
  return null;
end $$;
create or replace trigger image_bitmap_updated after update on image
  referencing new table as new_rows old table as old_rows for each statement execute function image_rows_updated();

create or replace function image_rows_deleted() returns trigger language plpgsql as $$
declare
  extent bigint := image_bitmap_extent();
  changed bigint[] := array(select id from old_rows where id <= extent);
begin
  if cardinality(changed) > 0 then perform image_bitmap_refresh(changed, array_remove(image_facets(), 'tagcount')); end if;
  return null;
end $$;
create or replace trigger image_bitmap_deleted after delete on image
  referencing old table as old_rows for each statement execute function image_rows_deleted();

-- A new source only adds facts, so their bits are added, and only `duplicate` and the numbers of sources are refreshed. To refresh
-- all facts of sources, all sources of the image were read, which took 60 of the 100 ms of a crawl's commit (embedded).
create or replace function image_sources_added() returns trigger language plpgsql
set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off as $$
declare
  extent bigint := image_bitmap_extent();
  added bigint[] := array(select id from changed_rows where image_id <= extent);
begin
  if cardinality(added) = 0 then return null; end if;
  perform pg_advisory_xact_lock(image_bitmap_lock() + 1);
  insert into image_bitmap as known (facet, value, chunk, bits)
  select facet, value, (group64 >> 9)::integer as chunk, bit_or(word_in_chunk(word, group64)) from (
    select facet, value, image_id >> 6 as group64, bit_or(bit_in_word(image_id)) as word
    from image_fact where source_id = any(added) group by facet, value, image_id >> 6
  ) words group by facet, value, group64 >> 9 order by facet, value, chunk
  on conflict (facet, value, chunk) do update set bits = known.bits | excluded.bits where (known.bits & excluded.bits) <> excluded.bits;
  perform image_bitmap_refresh(
    array(select distinct image_id from changed_rows where image_id <= extent), array['duplicate'] || image_numbers_of_sources());
  return null;
end $$;
create or replace trigger image_bitmap_source_inserted after insert on image_source referencing new table as changed_rows
  for each statement execute function image_sources_added();

-- An update needs the new rows only, because no source moves to another image.
create or replace function image_sources_changed() returns trigger language plpgsql as $$
declare
  extent bigint := image_bitmap_extent();
  changed bigint[] := array(select distinct image_id from changed_rows where image_id <= extent);
begin
  if cardinality(changed) > 0 then
    perform image_bitmap_refresh(changed, array['source', 'job', 'found', 'site', 'duplicate'] || image_numbers_of_sources());
  end if;
  return null;
end $$;
create or replace trigger image_bitmap_source_updated after update on image_source referencing new table as changed_rows
  for each statement execute function image_sources_changed();
create or replace trigger image_bitmap_source_deleted after delete on image_source referencing old table as changed_rows
  for each statement execute function image_sources_changed();

create or replace function image_variants_changed() returns trigger language plpgsql as $$
declare
  extent bigint := image_bitmap_extent();
  changed bigint[] := array(select distinct image_id from changed_rows where image_id <= extent);
begin
  if cardinality(changed) > 0 then perform image_bitmap_refresh(changed, array['variants']); end if;
  return null;
end $$;
create or replace trigger image_bitmap_variant_inserted after insert on image_variant referencing new table as changed_rows
  for each statement execute function image_variants_changed();
create or replace trigger image_bitmap_variant_deleted after delete on image_variant referencing old table as changed_rows
  for each statement execute function image_variants_changed();
