-- Finds the `wanted` images that come first by a number, which all members have, digit by digit (O'Neil and Quass). `sure` are
-- images that belong to these, and `needed` more are among `tied`. If at most `enough` are tied, all of them are returned, and the
-- caller compares their numbers from the rows. If more are tied after the last digit, they are equal, and the newest are returned.
--
-- The plans are generic, because custom plans for each digit would copy arrays of 100 kB. Measured for the 43 largest of 400,000
-- files at 1,000,000 images (25 digits): 230 ms with custom plans, 112 ms with generic ones.
drop function if exists image_top(integer[], bit[], text, integer, boolean, boolean, integer);

create function image_top(
  chunks integer[], members bit[], field text, wanted integer, descending boolean, unfolded boolean, enough integer
) returns table (chunk integer, sure varbit, tied varbit, needed integer) language plpgsql stable
set plan_cache_mode to force_generic_plan as $$
declare
  zero constant bit(32768) := no_bits();
  -- The type is varbit because a variable of type bit has the length 1.
  surely varbit[] := array(select zero from unnest(chunks));
  ties varbit[] := members;
  taken varbit[];
  number bigint;
  tie_count bigint := (select sum(bit_count(tie)) from unnest(members) tie);
  new_values text[];
  new_chunks integer[];
  new_bits varbit[];
  top integer := (select max(value::integer) from image_bitmap where facet = field);
begin
  needed := wanted;
  if unfolded then
    select array_agg(newer.value), array_agg(newer.chunk), array_agg(newer.bits), greatest(top, max(newer.value::integer))
    into new_values, new_chunks, new_bits, top
    from image_facts_as_bits((select coalesce(max(last_image_id), 0) + 1 from image_bitmap_extent), 9223372036854775807, array[field]) newer;
  end if;
  for exponent in reverse coalesce(top, 0)..0 loop
    exit when tie_count <= enough;
    select array_agg(part.bits order by part.chunk), sum(bit_count(part.bits)) into taken, number from (
      select tie.chunk, case when descending then tie.bits::bit(32768) & digit.bits else tie.bits::bit(32768) & ~digit.bits end as bits
      from unnest(chunks, ties) tie (chunk, bits)
      left join image_bitmap known on known.facet = field and known.value = exponent::text and known.chunk = tie.chunk
      left join unnest(new_values, new_chunks, new_bits) newer (value, chunk, bits)
        on newer.value = exponent::text and newer.chunk = tie.chunk
      cross join lateral (select coalesce(known.bits, zero) | coalesce(newer.bits::bit(32768), zero) as bits offset 0) digit
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
