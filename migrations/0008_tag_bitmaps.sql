-- Beside each tagging, one bit: for every tag and every chunk of 32,768 image ids, which of them carry the tag. AND, OR and NOT
-- of whole tags become one operator on 4 KiB. Derived from image_tag by its triggers; written by tags.

-- Bits of one chunk from positions: chunk_bits(position, 1). A literal, because an aggregate's first state must be one.
do $$ begin
  execute format('create aggregate chunk_bits(integer, integer) (sfunc = set_bit, stype = bit, initcond = %L)', repeat('0', 32768));
  execute format('create aggregate chunk_union(bit) (sfunc = bitor, stype = bit, initcond = %L)', repeat('0', 32768));
end $$;

create function chunk_of(image_id bigint) returns integer language sql immutable parallel safe
  return (image_id >> 15)::integer;
create function place_in_chunk(image_id bigint) returns integer language sql immutable parallel safe
  return (image_id & 32767)::integer;

create table tag_bitmap (
  tag_id bigint not null references tag (id) on delete cascade,
  chunk integer not null,
  bits bit(32768) not null,
  primary key (tag_id, chunk)
);
-- Compressed, and in the row: a bitmap of few images takes 100 bytes, and none costs a second look-up.
alter table tag_bitmap alter column bits set storage main;

create or replace function image_tag_count() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    update tag set image_count = tag.image_count + changed.amount
    from (select tag_id, count(*) as amount from changed_rows group by tag_id) changed where tag.id = changed.tag_id;
    insert into tag_bitmap as known (tag_id, chunk, bits)
    select tag_id, chunk_of(image_id), chunk_bits(place_in_chunk(image_id), 1) from changed_rows group by 1, 2 order by 1, 2
    on conflict (tag_id, chunk) do update set bits = known.bits | excluded.bits;
  else
    update tag set image_count = tag.image_count - changed.amount
    from (select tag_id, count(*) as amount from changed_rows group by tag_id) changed where tag.id = changed.tag_id;
    update tag_bitmap as known set bits = known.bits & ~changed.bits
    from (
      select tag_id, chunk_of(image_id) as chunk, chunk_bits(place_in_chunk(image_id), 1) as bits from changed_rows group by 1, 2
    ) changed
    where known.tag_id = changed.tag_id and known.chunk = changed.chunk;
  end if;
  return null;
end $$;

insert into tag_bitmap (tag_id, chunk, bits)
select tag_id, chunk_of(image_id), chunk_bits(place_in_chunk(image_id), 1) from image_tag group by 1, 2;
