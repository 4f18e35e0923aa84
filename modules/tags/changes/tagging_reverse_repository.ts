import type { Queryable } from "../../shared/database/handle.ts";
import type { Reversal } from "../../history/recorder.ts";
import { gatherTaggings, recordChanges } from "./tagging_repository.ts";

/** One row of `operation_change`, or a part of it, to be reversed. */
export interface Unit {
  tagId: number;
  chunk: number;
  action: "add" | "remove";
  origin: string;
  /** The first and the last position in the chunk, both included. */
  first: number;
  last: number;
}

/** The rows of `operation_change` of an operation. `count` is the number of taggings in a row. */
export async function listUnits(db: Queryable, operationId: number): Promise<(Unit & { count: number })[]> {
  return await db.query<Unit & { count: number }>(
    `select tag_id, chunk, action, origin, position_in_chunk(first_image_id) as first, position_in_chunk(last_image_id) as last,
      bit_count(bits) as count
    from operation_change where operation_id = $1 order by chunk, tag_id, action, origin`,
    [operationId],
  );
}

/** Ids of the tags whose taggings, names, aliases or implications an operation changed. */
export async function listTagIdsOf(db: Queryable, operationId: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select distinct tag_id as id from operation_change where operation_id = $1
    union select unnest(tag_ids) from vocabulary_change where operation_id = $1
    order by 1`,
    [operationId],
  );
  return rows.map(({ id }) => id);
}

export interface Reversed {
  reversed: number;
  skipped: number;
  named: { tagId: number; imageId: number; by: number | null }[];
}

/**
 * Removes the taggings that an operation added, or adds those that it removed. Skips taggings that a later operation in effect
 * (neither undone nor itself an undo) changed, or that are not as the operation left them. All units have the same action.
 */
export async function reverseUnits(tx: Queryable, units: Unit[], { of, into, name }: Reversal): Promise<Reversed> {
  const action = units[0]?.action ?? "add";
  const [row] = await tx.query<Reversed>(action === "add" ? TAKE_OFF : PUT_BACK, [JSON.stringify(units), of, into, name]);
  if (!row) throw new Error("A reversal gave no counts");
  return row;
}

const LATER = `operation_change later join operation on operation.id = later.operation_id
      where later.operation_id > $2 and operation.undone_at is null and operation.undo_of is null`;

/** SQL, for use in a `with`: `judged` has the units, and in `reversible` those of their bits that can be reversed. */
function unitsOf(action: "add" | "remove", reversible: string): string {
  return `with unit as materialized (
    select change.tag_id, change.chunk, change.origin, asked.first, asked.last,
      change.bits & chunk_range(asked.first, asked.last) as bits,
      (
        select chunk_union(later.bits) from ${LATER} and $3::bigint is not null
          and later.tag_id = change.tag_id and later.chunk = change.chunk
      ) as touched,
      known.bits as known
    from jsonb_to_recordset($1::text::jsonb) as asked ("tagId" bigint, chunk integer, origin text, first integer, last integer)
    join operation_change change on change.operation_id = $2 and change.tag_id = asked."tagId" and change.chunk = asked.chunk
      and change.action = '${action}' and change.origin = asked.origin
    left join tag_bitmap known on known.tag_id = change.tag_id and known.chunk = change.chunk
  ), judged as materialized (
    select tag_id, chunk, origin, first, last, bits, ${reversible} as reversible from unit
  )`;
}

/** SQL: the counts of a reversal. The relation `skip` has tag_id, chunk, first, last and the bits that were skipped. */
const RESULT = `select
    (select coalesce(sum(bit_count(bits)), 0)::bigint from gathered) as reversed,
    (select coalesce(sum(bit_count(bits)), 0)::bigint from skip) as skipped,
    (select coalesce(jsonb_agg(jsonb_build_object('tagId', tag_id, 'imageId', image_id, 'by', (
      select later.operation_id from ${LATER} and later.tag_id = named.tag_id and later.chunk = chunk_of(named.image_id)
        and later.first_image_id <= named.image_id and later.last_image_id >= named.image_id
        and get_bit(later.bits, position_in_chunk(named.image_id)) = 1
      order by later.operation_id desc limit 1
    ))), '[]') from (
      select tag_id, image_id_at(chunk, position) as image_id from skip cross join lateral positions_of(bits) as position limit $4
    ) named) as named`;

const TAKE_OFF = `${unitsOf("add", "case when known is null then bits & ~bits else bits & known & ~touched end")}, removed as (
    delete from image_tag using (
      select tag_id, image_id_at(chunk, position) as image_id from judged cross join lateral positions_of(reversible) as position
    ) added
    where image_tag.tag_id = added.tag_id and image_tag.image_id = added.image_id
    returning image_tag.tag_id, image_tag.image_id, image_tag.origin
  ), ${gatherTaggings("gathered", "removed")}, recorded as (
    ${recordChanges({ rows: "gathered", operation: "$3", action: "'remove'", origin: "origin" })}
  ), skip as (
    select tag_id, chunk, first, last, bits & ~reversible as bits from judged
  )
  ${RESULT}`;

// The joins with `tag` and `image` leave out those that were deleted since. Without them a foreign key would fail the whole undo.
const PUT_BACK = `${
  unitsOf("remove", "case when known is null then bits & ~touched else bits & ~known & ~touched end")
}, back as (
    insert into image_tag (image_id, tag_id, origin)
    select image.id, judged.tag_id, judged.origin from judged join tag on tag.id = judged.tag_id
    cross join lateral positions_of(reversible) as position join image on image.id = image_id_at(chunk, position)
    returning tag_id, image_id, origin
  ), ${gatherTaggings("gathered", "back")}, recorded as (
    ${recordChanges({ rows: "gathered", operation: "$3", action: "'add'", origin: "origin" })}
  ), skip as (
    select judged.tag_id, judged.chunk, judged.first, judged.last,
      case when gathered.bits is null then judged.bits else judged.bits & ~gathered.bits end as bits
    from judged left join gathered using (tag_id, chunk, origin)
  )
  ${RESULT}`;
