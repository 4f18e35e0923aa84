-- These triggers update what is derived from image_tag: tag.image_count, and tag_bitmap, which has a bitmap for each tag and chunk.
create or replace function image_tag_count() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    update tag set image_count = tag.image_count + changed.amount
    from (select tag_id, count(*) as amount from changed_rows group by tag_id) changed where tag.id = changed.tag_id;
    insert into tag_bitmap as known (tag_id, chunk, bits)
    select tag_id, chunk_of(image_id), chunk_bits(position_in_chunk(image_id), 1) from changed_rows group by 1, 2 order by 1, 2
    on conflict (tag_id, chunk) do update set bits = known.bits | excluded.bits;
  else
    update tag set image_count = tag.image_count - changed.amount
    from (select tag_id, count(*) as amount from changed_rows group by tag_id) changed where tag.id = changed.tag_id;
    update tag_bitmap as known set bits = known.bits & ~changed.bits
    from (
      select tag_id, chunk_of(image_id) as chunk, chunk_bits(position_in_chunk(image_id), 1) as bits from changed_rows group by 1, 2
    ) changed
    where known.tag_id = changed.tag_id and known.chunk = changed.chunk;
  end if;
  return null;
end $$;

create or replace trigger image_tag_inserted after insert on image_tag
  referencing new table as changed_rows for each statement execute function image_tag_count();
create or replace trigger image_tag_deleted after delete on image_tag
  referencing old table as changed_rows for each statement execute function image_tag_count();
