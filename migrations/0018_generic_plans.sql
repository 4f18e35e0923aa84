-- Planned once a session: the view of facts has a branch for every facet, and to plan them took 8 of the 10 ms in which one image is
-- refreshed on an embedded database, at every new place of an image that the bitmaps know, and 13 of the 58 of a fold of 256. By the
-- values the plans would be no better: a facet that is not asked for is left out when they begin. By the indexes, however small the
-- tables were when they were made: a session may last until there are a million images.
create or replace function image_bitmap_add(low bigint, high bigint) returns void language plpgsql
set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off as $$
begin
  insert into image_bitmap as known (facet, value, chunk, bits)
  select fresh.facet, fresh.value, fresh.chunk, fresh.bits from (
    select * from image_facts_as_bits(low, high, image_sets()) union all select * from image_numbers_as_bits(low, high)
  ) fresh order by facet, value, chunk
  on conflict (facet, value, chunk) do update set bits = known.bits | excluded.bits;
end $$;
alter function image_bitmap_refresh(bigint[], text[]) set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off;
