-- A chunk is a range of 32,768 image ids (CHUNK_SIZE in chunk.ts). Its bitmap has one bit for each id: position 0, the highest bit
-- of the first byte, stands for the lowest id.

drop function if exists place_in_chunk(bigint);

create or replace function chunk_of(image_id bigint) returns integer language sql immutable parallel safe
  return (image_id >> 15)::integer;
create or replace function position_in_chunk(image_id bigint) returns integer language sql immutable parallel safe
  return (image_id & 32767)::integer;
create or replace function image_id_at(chunk integer, "position" integer) returns bigint language sql immutable parallel safe
  return (chunk::bigint << 15) + "position";

-- The aggregate chunk_bits(position, 1) makes a bitmap of positions, chunk_union(bitmap) makes the union of bitmaps. They are made
-- by `execute` because the initial state of an aggregate has to be a literal.
do $$ begin
  execute format('create or replace aggregate chunk_bits(integer, integer) (sfunc = set_bit, stype = bit, initcond = %L)', repeat('0', 32768));
  execute format('create or replace aggregate chunk_union(bit) (sfunc = bitor, stype = bit, initcond = %L)', repeat('0', 32768));
end $$;

create or replace function no_bits() returns bit language sql immutable parallel safe
  return repeat('0', 32768)::bit(32768);
-- Returns a bitmap in which the positions from `first` to `last` are set, both included.
create or replace function chunk_range(first integer, last integer) returns bit language sql immutable parallel safe
  return (repeat('0', first) || repeat('1', last - first + 1))::bit(32768);
-- Returns a bitmap of those ids of the chunk that lie between `low` and `high`, both included.
create or replace function ids_in_chunk(chunk integer, low bigint, high bigint) returns bit language sql immutable parallel safe
  return case when chunk < low >> 15 or chunk > high >> 15 then no_bits()
    else (~no_bits() >> case when chunk = low >> 15 then (low & 32767)::integer else 0 end)
      & (~no_bits() << case when chunk = high >> 15 then 32767 - (high & 32767)::integer else 0 end) end;
-- Reads what `bitsToText` in wire.ts writes: the bytes of a bitmap in base64, without the zero bytes at its end.
create or replace function chunk_from_text(bits text) returns bit language sql immutable parallel safe
  return ('x' || encode(decode(bits, 'base64'), 'hex'))::bit(32768);

-- A word holds the bits of 64 neighbouring ids; bit_in_word makes the word of one id, and word_in_chunk turns a word into a bitmap
-- of its chunk. To gather bits in words first is faster than set_bit, which copies the 4 KiB of a bitmap for each image.
create or replace function word_in_chunk(word bigint, group64 bigint) returns bit language sql immutable parallel safe
  return word::bit(64)::bit(32768) >> ((group64 & 511) * 64)::integer;
create or replace function bit_in_word(image_id bigint) returns bigint language sql immutable parallel safe
  return 1::bigint << (63 - (image_id & 63))::integer;
