-- image_top stops as soon as few images are left to choose from: their numbers are read from the rows then. And its statements keep
-- one plan: planned anew for each digit, their arrays of a hundred kilobytes would be copied into every plan. At a million images,
-- for the 43 largest files of 400,000, 25 digits took 230 ms with new plans and 112 with kept ones.
drop function image_top(integer[], bit[], text, integer, boolean, boolean);

-- The `wanted` images that come first by a number, of which each member has one, by its digits (O'Neil and Quass): `sure` ones, and
-- of the others `tied` ones among which the rest is. These are all that are left where they are no more than `enough`; otherwise
-- they are equal, and only the newest are here.
create function image_top(
  chunks integer[], members bit[], field text, wanted integer, descending boolean, unfolded boolean, enough integer
) returns table (chunk integer, sure varbit, tied varbit, needed integer) language plpgsql stable
set plan_cache_mode to force_generic_plan as $$
declare
  zero constant bit(32768) := no_bits();
  -- Without a length of their own, as bit would be one bit.
  surely varbit[] := array(select zero from unnest(chunks));
  ties varbit[] := members;
  taken varbit[];
  number bigint;
  tie_count bigint := (select sum(bit_count(tie)) from unnest(members) tie);
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
    exit when tie_count <= enough;
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
      tie_count := number;
    else
      needed := needed - number;
      tie_count := tie_count - number;
      select array_agg(own.sure | own.taken order by own.chunk), array_agg(own.tied & ~own.taken order by own.chunk) into surely, ties
      from unnest(chunks, surely, ties, taken) own (chunk, sure, tied, taken);
    end if;
  end loop;
  return query select own.chunk, case when bit_count(own.sure) > 0 then own.sure end,
      case when tie_count <= enough or own.before < needed then own.tied end, needed
    from (
      select part.chunk, part.sure, part.tied,
        coalesce(sum(bit_count(part.tied)) over (order by part.chunk desc rows between unbounded preceding and 1 preceding), 0) as before
      from unnest(chunks, surely, ties) part (chunk, sure, tied)
    ) own where bit_count(own.sure) > 0 or (tie_count <= enough or own.before < needed) and bit_count(own.tied) > 0;
end $$;

alter function image_tagcount_fold() set plan_cache_mode to force_generic_plan;

-- A search for similar images reads every perceptual hash: from this index, not from the rows, which are ten times as long.
create index image_by_phash on image (phash, id) where phash is not null;
