import type { Queryable } from "../../shared/database/handle.ts";
import { type Entity, lastPosition, RECORDED } from "./vocabulary_repository.ts";

export interface Reversing {
  /** The operation whose changes are reversed. */
  of: number;
  /** The operation that records the reversal, or null if it is not recorded. */
  into: number | null;
}

/**
 * SQL by which changes of one entity are reversed. `was` is the row before the operation, as columns. The conditions keep names
 * unique and foreign keys valid.
 */
interface Reversible {
  columns: string;
  /** Values of `columns` for a row that is inserted again. */
  restored: string;
  updates: string;
  mayReturn: string;
  mayChange: string;
  mayBeRemoved: string;
}

const NAME_FREE = `not exists (select 1 from tag other where other.name = was.name and other.id <> was.id)
  and not exists (select 1 from tag_alias where tag_alias.name = was.name)`;

const REVERSIBLE: Record<Entity, Reversible> = {
  category: {
    columns: "id, name, colour, position",
    restored: "was.id, was.name, was.colour, was.position",
    updates: "name = was.name, colour = was.colour, position = was.position",
    mayReturn: "not exists (select 1 from tag_category other where other.id = was.id or other.name = was.name)",
    mayChange: "not exists (select 1 from tag_category other where other.name = was.name and other.id <> was.id)",
    mayBeRemoved: "not exists (select 1 from tag where tag.category_id = tag_category.id)",
  },
  tag: {
    columns: "id, name, category_id, description, created_at, display_name",
    restored: `was.id, was.name, coalesce((select id from tag_category where id = was.category_id),
      (select id from tag_category order by position, id limit 1)), was.description, was.created_at, was.display_name`,
    updates: "name = was.name, category_id = was.category_id, description = was.description, display_name = was.display_name",
    mayReturn: `not exists (select 1 from tag other where other.id = was.id) and ${NAME_FREE}`,
    mayChange: `exists (select 1 from tag_category where id = was.category_id) and ${NAME_FREE}`,
    // A tag that a later operation changed stays: that operation could not be undone or redone without the tag.
    mayBeRemoved: `not exists (select 1 from operation_change later join operation on operation.id = later.operation_id
        where later.tag_id = tag.id and later.operation_id > $1 and operation.undo_of is null)
      and not exists (select 1 from vocabulary_change later join operation on operation.id = later.operation_id
        where later.tag_ids && array[tag.id] and later.operation_id > $1 and operation.undo_of is null)
      and not exists (select 1 from image_tag where tag_id = tag.id)
      and not exists (select 1 from tag_alias where tag_id = tag.id)
      and not exists (select 1 from tag_implication where tag.id in (tag_id, implied_tag_id))`,
  },
  alias: {
    columns: "name, tag_id, created_at",
    restored: "was.name, was.tag_id, was.created_at",
    updates: "tag_id = was.tag_id",
    mayReturn: `exists (select 1 from tag where id = was.tag_id) and not exists (select 1 from tag where tag.name = was.name)
      and not exists (select 1 from tag_alias other where other.name = was.name)`,
    mayChange: "exists (select 1 from tag where id = was.tag_id)",
    mayBeRemoved: "true",
  },
  implication: {
    columns: "tag_id, implied_tag_id, created_at",
    restored: "was.tag_id, was.implied_tag_id, was.created_at",
    updates: "created_at = was.created_at",
    mayReturn: `(select count(*) from tag where id in (was.tag_id, was.implied_tag_id)) = 2
      and not exists (
        with recursive implied (id) as (
          select was.implied_tag_id
          union
          select implied_tag_id from tag_implication join implied on implied.id = tag_implication.tag_id
        )
        select 1 from implied where id = was.tag_id
      ) and not exists (
        select 1 from tag_implication other where other.tag_id = was.tag_id and other.implied_tag_id = was.implied_tag_id)`,
    mayChange: "true",
    mayBeRemoved: "true",
  },
};

/**
 * SQL condition: the row is as the operation left it. Compares the columns that were recorded, because later versions may have added
 * others, without `created_at`, whose text depends on the time zone.
 */
function unchanged(entity: Entity): string {
  return `${RECORDED[entity].row} - 'created_at' @> change.after - 'created_at'`;
}

/** Deletes rows that the operation created, if they are as it left them and nothing refers to them. */
export async function removeCreated(tx: Queryable, entity: Entity, { of, into }: Reversing): Promise<void> {
  const { table, row, key } = RECORDED[entity];
  await recorded(
    tx,
    `
    with done as (
      delete from ${table} using vocabulary_change change
      where change.operation_id = $1 and change.entity = '${entity}' and change.before is null and change.key = ${key}
        and ${matched(entity)} and ${unchanged(entity)} and ${REVERSIBLE[entity].mayBeRemoved}
      returning change.position, change.key, ${row} as before, null::jsonb as after
    )`,
    entity,
    { of, into },
  );
}

/** Restores the former values of rows that the operation changed, if they are as it left them. */
export async function changeBack(tx: Queryable, entity: Entity, { of, into }: Reversing): Promise<void> {
  const { table, row, key } = RECORDED[entity];
  await recorded(
    tx,
    `
    with done as (
      update ${table} set ${REVERSIBLE[entity].updates}
      from vocabulary_change change cross join lateral jsonb_populate_record(null::${table}, change.before) as was
      where change.operation_id = $1 and change.entity = '${entity}' and change.before is not null and change.after is not null
        and change.key = ${key} and ${matched(entity)} and ${unchanged(entity)} and ${REVERSIBLE[entity].mayChange}
      returning change.position, change.key, change.after as before, ${row} as after
    )`,
    entity,
    { of, into },
  );
}

/** Inserts rows that the operation deleted again, with their ids, if they are still missing and their names are not in use. */
export async function bringBack(tx: Queryable, entity: Entity, { of, into }: Reversing): Promise<void> {
  const { table, row, key } = RECORDED[entity];
  const { columns, restored, mayReturn } = REVERSIBLE[entity];
  const system = entity === "tag" || entity === "category" ? "overriding system value" : "";
  // Implications return one by one, because each may form a cycle with those that returned before it.
  const each = entity === "implication" ? await listDeleted(tx, of) : [null];
  for (const only of each) {
    await recorded(
      tx,
      `
      with done as (
        insert into ${table} (${columns}) ${system}
        select ${restored} from vocabulary_change change cross join lateral jsonb_populate_record(null::${table}, change.before) as was
        where change.operation_id = $1 and change.entity = '${entity}' and change.before is not null and change.after is null
          and ${only === null ? "true" : `change.position = ${only}`} and ${mayReturn}
        on conflict do nothing
        returning 0 as position, ${key} as key, null::jsonb as before, ${row} as after
      )`,
      entity,
      { of, into },
    );
  }
}

async function listDeleted(tx: Queryable, of: number): Promise<number[]> {
  const rows = await tx.query<{ position: number }>(
    `select position from vocabulary_change
    where operation_id = $1 and entity = 'implication' and before is not null and after is null order by position`,
    [of],
  );
  return rows.map(({ position }) => position);
}

/** SQL condition that finds the rows by an index. A condition on the text of the key alone would read the whole table. */
function matched(entity: Entity): string {
  const { among } = RECORDED[entity];
  return among.replaceAll(
    "from keys",
    `from (
    select key as value from vocabulary_change where operation_id = $1 and entity = '${entity}') keys`,
  );
}

/** Runs a statement that ends with the relation `done` (position, key, before, after), and records its rows as changes. */
async function recorded(tx: Queryable, statement: string, entity: Entity, { of, into }: Reversing): Promise<void> {
  await tx.query(
    `${statement}, recorded as (
      insert into vocabulary_change (operation_id, position, entity, key, before, after)
      select $2::bigint, ${lastPosition("$2")} + row_number() over (order by position desc, key), '${entity}', key, before, after
      from done where $2::bigint is not null
    )
    select key from done`,
    [of, into],
  );
}
