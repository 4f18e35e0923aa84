-- The positions of the bits that are set, lowest first. A bitmap as text is cut at its ones: what lies between says how far apart
-- they are. To ask each of 32,768 bits takes six times as long where few are set: 78 instead of 12 ms for 10,000 of a million images.
-- Not a function that is inlined: the planner would take each bitmap for hundreds of rows, and read all taggings to delete some.
create function places_of(bits bit) returns setof integer language plpgsql immutable strict parallel safe rows 10 as $$
declare
  most bigint := bit_count(bits);
begin
  return query
    select (sum(octet_length(gap) + 1) over (order by number))::integer - 1
    from string_to_table(bits::text, '1') with ordinality as gaps (gap, number) where number <= most;
end $$;
