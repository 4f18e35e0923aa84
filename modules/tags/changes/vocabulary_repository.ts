import type { Queryable } from "../../shared/database/handle.ts";

export type Entity = "category" | "tag" | "alias" | "implication";

/** Parts of the SQL that records changes of the rows of one entity, and undoes them. */
interface RecordedEntity {
  table: string;
  /** Expression: the row as the history stores it, without columns that triggers compute. */
  row: string;
  /** Expression: the key of the row in the history: id of a category or tag, name of an alias, `tag>implied`. */
  key: string;
  /** Condition that uses an index: the key of the row is in the relation `keys (value)`. */
  among: string;
}

const PAIR = "select split_part(value, '>', 1)::bigint, split_part(value, '>', 2)::bigint from keys";

export const RECORDED: Record<Entity, RecordedEntity> = {
  category: {
    table: "tag_category",
    row: "to_jsonb(tag_category)",
    key: "tag_category.id::text",
    among: "tag_category.id in (select value::integer from keys)",
  },
  tag: {
    table: "tag",
    row: "to_jsonb(tag) - 'image_count'",
    key: "tag.id::text",
    among: "tag.id in (select value::bigint from keys)",
  },
  alias: {
    table: "tag_alias",
    row: "to_jsonb(tag_alias)",
    key: "tag_alias.name",
    among: "tag_alias.name in (select value from keys)",
  },
  implication: {
    table: "tag_implication",
    row: "to_jsonb(tag_implication)",
    key: "tag_implication.tag_id || '>' || tag_implication.implied_tag_id",
    among: `(tag_implication.tag_id, tag_implication.implied_tag_id) in (${PAIR})`,
  },
};

/** SQL expression: the position of the latest change of an operation, or 0. */
export function lastPosition(operation: string): string {
  return `(select coalesce(max(position), 0) from vocabulary_change where operation_id = ${operation})`;
}

/** Records rows that the operation has inserted. */
export async function recordCreated(
  tx: Queryable,
  operationId: number,
  entity: Entity,
  keys: (string | number)[],
): Promise<void> {
  await recordRows(tx, operationId, entity, keys, "after");
}

/** Records rows that the operation is about to delete. */
export async function recordDeleted(
  tx: Queryable,
  operationId: number,
  entity: Entity,
  keys: (string | number)[],
): Promise<void> {
  await recordRows(tx, operationId, entity, keys, "before");
}

/**
 * Runs `work`, which updates these rows, and records each row before and after it. Rows that `work` leaves unchanged are not
 * recorded. Rows that it inserts must be recorded with `recordCreated`.
 */
export async function recordChanged<T>(
  tx: Queryable,
  operationId: number,
  entity: Entity,
  keys: (string | number)[],
  work: () => Promise<T>,
): Promise<T> {
  await recordDeleted(tx, operationId, entity, keys);
  const result = await work();
  const { table, row, key, among } = RECORDED[entity];
  const parameters = [operationId, entity, JSON.stringify(keys.map(String))];
  await tx.query(
    `with keys as (select value from jsonb_array_elements_text($3::text::jsonb)), changed as (
      select ${key} as key, ${row} as after from ${table} where ${among}
    )
    update vocabulary_change recorded set after = changed.after from changed
    where recorded.operation_id = $1 and recorded.entity = $2 and recorded.key = changed.key and recorded.after is null`,
    parameters,
  );
  await tx.query(
    `delete from vocabulary_change where operation_id = $1 and entity = $2 and before = after
      and key in (select jsonb_array_elements_text($3::text::jsonb))`,
    parameters,
  );
  return result;
}

async function recordRows(
  tx: Queryable,
  operationId: number,
  entity: Entity,
  keys: (string | number)[],
  side: "before" | "after",
): Promise<void> {
  if (keys.length === 0) return;
  const { table, row, key, among } = RECORDED[entity];
  await tx.query(
    `with keys as (select value from jsonb_array_elements_text($3::text::jsonb))
    insert into vocabulary_change (operation_id, position, entity, key, ${side})
    select $1::bigint, ${
      lastPosition("$1")
    } + row_number() over (order by ${key}), $2, ${key}, ${row} from ${table} where ${among}`,
    [operationId, entity, JSON.stringify(keys.map(String))],
  );
}
