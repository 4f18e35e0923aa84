-- The digits of `tagcount` change by what edits leave in image_tagcount_change, and by nothing else: made anew from the rows while
-- a change still waits to be added, they would count it twice.
create or replace function image_rows_inserted() returns trigger language plpgsql as $$
declare
  extent bigint := image_bitmap_extent();
  -- Only where a fold went past ids that were taken and not yet there.
  late bigint[] := array(select id from new_rows where id <= extent);
begin
  if cardinality(late) > 0 then perform image_bitmap_refresh(late, array_remove(image_facets(), 'tagcount')); end if;
  return null;
end $$;

create or replace function image_rows_updated() returns trigger language plpgsql as $$
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
  if cardinality(changed) > 0 then perform image_bitmap_refresh(changed, array_remove(image_facets(), 'tagcount')); end if;
  return null;
end $$;

create or replace function image_rows_deleted() returns trigger language plpgsql as $$
declare
  extent bigint := image_bitmap_extent();
  changed bigint[] := array(select id from old_rows where id <= extent);
begin
  if cardinality(changed) > 0 then perform image_bitmap_refresh(changed, array_remove(image_facets(), 'tagcount')); end if;
  return null;
end $$;
