-- The number tagcount is how many tags an image has. A statement that changes taggings does not write its digits, because edits of
-- different tags would then wait for each other: it inserts its bits into image_tagcount_change, and they are added to the digits
-- before a search reads these.
create or replace function image_tagcount_changed() returns trigger language plpgsql as $$
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
create or replace trigger image_tagcount_inserted after insert on image_tag referencing new table as changed_rows
  for each statement execute function image_tagcount_changed();
create or replace trigger image_tagcount_deleted after delete on image_tag referencing old table as changed_rows
  for each statement execute function image_tagcount_changed();

-- Adds the waiting changes to the digits, with carry. Returns the number of changes. image_top.sql explains the generic plans.
create or replace function image_tagcount_fold() returns integer language plpgsql
set plan_cache_mode = 'force_generic_plan' as $$
declare
  zero constant varbit := no_bits();
  change record;
  digits varbit[];
  known varbit[];
  carry varbit;
  moved varbit;
  carry_to integer;
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
      select 'tagcount', (own.digit - 1)::text, current, own.bits from unnest(digits, known) with ordinality own (bits, before, digit)
      where own.bits <> own.before
      on conflict (facet, value, chunk) do update set bits = excluded.bits;
      exit when change.chunk is null;
      current := change.chunk;
      known := array(select coalesce(bits, zero) from generate_series(0, 15) own (digit)
        left join image_bitmap on facet = 'tagcount' and value = own.digit::text and chunk = current order by own.digit);
      digits := known;
    end if;
    folded := folded + 1;
    carry := change.bits;
    carry_to := 1;
    while bit_count(carry) > 0 and carry_to <= 16 loop
      moved := case when change.added then digits[carry_to] & carry else ~digits[carry_to] & carry end;
      digits[carry_to] := digits[carry_to] # carry;
      carry := moved;
      carry_to := carry_to + 1;
    end loop;
  end loop;
  return folded;
end $$;
