/**
 * SQL statement, for use in a `with`: records taggings under an operation. `rows` is a relation with tag_id, chunk, bits and the
 * positions `first` and `last`; the other arguments are SQL expressions. Bits are added to the row that an earlier step of the
 * operation wrote for the same chunk.
 */
export function recordChanges(
  { rows, operation, action, origin }: { rows: string; operation: string; action: string; origin: string },
): string {
  return `insert into operation_change as known
    (operation_id, tag_id, chunk, action, origin, bits, first_image_id, last_image_id)
    select ${operation}::bigint, tag_id, chunk, ${action}, ${origin}, bits,
      image_id_at(chunk, first), image_id_at(chunk, last)
    from ${rows} where ${operation}::bigint is not null
    on conflict (operation_id, tag_id, chunk, action, origin) do update set bits = known.bits | excluded.bits,
      first_image_id = least(known.first_image_id, excluded.first_image_id),
      last_image_id = greatest(known.last_image_id, excluded.last_image_id)`;
}

/** SQL, for use in a `with`: the relation `name`, which has the taggings of `rows` (tag_id, image_id, origin) as bitmaps. */
export function gatherTaggings(name: string, rows: string): string {
  return `${name} as materialized (
    select tag_id, chunk_of(image_id) as chunk, origin, chunk_bits(position_in_chunk(image_id), 1) as bits,
      position_in_chunk(min(image_id)) as first, position_in_chunk(max(image_id)) as last
    from ${rows} group by 1, 2, 3
  )`;
}
