-- Returns how many images an operation changed, and how many taggings it added and removed.
create or replace function operation_totals(wanted bigint, out images bigint, out added bigint, out removed bigint)
language sql stable as $$
  select coalesce(sum(bit_count(bits)), 0)::bigint, coalesce(sum(added), 0)::bigint, coalesce(sum(removed), 0)::bigint
  from (
    select chunk_union(bits) as bits, sum(bit_count(bits)) filter (where action = 'add') as added,
      sum(bit_count(bits)) filter (where action = 'remove') as removed
    from operation_change where operation_id = wanted group by chunk
  ) chunks
$$;
