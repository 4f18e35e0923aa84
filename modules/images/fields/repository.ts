import type { HistoryPage, Reversal, ReversedPart } from "../../history/recorder.ts";
import { newestOperations } from "../../history/repository.ts";
import type { Queryable } from "../../shared/database/handle.ts";
import type { FieldChange, FieldValues } from "./schemas.ts";

/** SQL: one row per field, with its values in the rows `was` and `now` of `image`, as the history stores them. */
const FIELDS = `(values
    ('note', to_jsonb(was.note), to_jsonb(now.note)),
    ('rating', coalesce(to_jsonb(was.rating), 'null'), coalesce(to_jsonb(now.rating), 'null')),
    ('trashed', to_jsonb(was.deleted_at is not null), to_jsonb(now.deleted_at is not null))
  ) as change (field, before, after)`;

/**
 * SQL: those of the images $1 that do not have the values $2 to $5 (`valuesOf`). Lateral, because the planner does not know how few
 * images are given, and would read the whole table for a plain join.
 */
const different = (lock: string) =>
  `jsonb_array_elements_text($1::text::jsonb) as given (id) cross join lateral (
    select id, note, rating, deleted_at from image where image.id = given.id::bigint and (
      image.note <> $2 or $3::boolean and image.rating is distinct from $4::smallint
      or (image.deleted_at is not null) <> $5::boolean
    ) ${lock}
  ) was`;

function valuesOf(ids: number[], { note, rating, trashed }: FieldValues): unknown[] {
  return [JSON.stringify(ids), note ?? null, rating !== undefined, rating ?? null, trashed ?? null];
}

/**
 * Locks images until the transaction ends. An operation in one transaction locks all of its images before it changes the first one:
 * the triggers lock the bitmaps of the library, and an operation that waits for an image while it holds them would be in the way of
 * the one that holds the image.
 */
export async function lockImages(tx: Queryable, ids: number[]): Promise<void> {
  await tx.query(
    `select id from image where id in (select value::bigint from jsonb_array_elements_text($1::text::jsonb))
    order by id for no key update`,
    [JSON.stringify(ids)],
  );
}

/** Locks the images that an operation changed, as `lockImages()` does. */
export async function lockChangedImages(tx: Queryable, operationId: number): Promise<void> {
  await tx.query(
    `select id from image where id in (select image_id from image_change where operation_id = $1)
    order by id for no key update`,
    [operationId],
  );
}

/** Sets fields of images and records the changed ones. Locks the images until the transaction ends. */
export async function updateFields(tx: Queryable, ids: number[], edit: FieldValues, operationId: number): Promise<void> {
  await tx.query(
    `with was as materialized (
      select was.id, was.note, was.rating, was.deleted_at from ${different("for no key update")}
    ), now as (
      update image set note = coalesce($2, image.note), rating = case when $3::boolean then $4::smallint else image.rating end,
        deleted_at = case $5::boolean when true then coalesce(image.deleted_at, now()) when false then null else image.deleted_at end
      from was where image.id = was.id
      returning image.id, image.note, image.rating, image.deleted_at
    )
    insert into image_change (operation_id, image_id, field, before, after)
    select $6, was.id, change.field, change.before, change.after from was join now on now.id = was.id cross join lateral ${FIELDS}
    where change.before <> change.after`,
    [...valuesOf(ids, edit), operationId],
  );
}

/** Counts the images that would change. */
export async function countEdited(db: Queryable, ids: number[], edit: FieldValues): Promise<number> {
  const [row] = await db.query<{ count: number }>(`select count(*) as count from ${different("")}`, valuesOf(ids, edit));
  return row?.count ?? 0;
}

/** Counts the fields that an operation changed, and their images. */
export async function countFieldChanges(tx: Queryable, operationId: number): Promise<{ changes: number; images: number }> {
  const [row] = await tx.query<{ changes: number; images: number }>(
    "select count(*) as changes, count(distinct image_id) as images from image_change where operation_id = $1",
    [operationId],
  );
  return row ?? { changes: 0, images: 0 };
}

export async function listFieldChanges(db: Queryable, operationId: number, limit: number): Promise<FieldChange[]> {
  return await db.query<FieldChange>(
    `select image_id as image, field, before, after from image_change where operation_id = $1 order by image_id, field limit $2`,
    [operationId, limit],
  );
}

/** Ids of the newest operations on a page of the history that changed a field of the image. */
export async function findFieldOperations(db: Queryable, image: number, { before, kind, limit }: HistoryPage): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    newestOperations("image_change change on change.image_id = $4"),
    [before, kind, limit, image],
  );
  return rows.map(({ id }) => id);
}

/** The images of one step of a reversal: those with ids greater than `after`, at most `limit`. */
interface Batch {
  after: number;
  limit: number;
}

/**
 * Restores the fields of a batch of images, except those that were changed since. `last` is the id of the last image of the batch,
 * or null if no image follows.
 */
export async function reverseFields(
  tx: Queryable,
  { of, into, name }: Reversal,
  { after, limit }: Batch,
): Promise<ReversedPart & { last: number | null }> {
  const [row] = await tx.query<ReversedPart & { last: number | null }>(
    `with batch as materialized (
      select distinct image_id from image_change where operation_id = $1 and image_id > $4 order by image_id limit $5
    ), judged as materialized (
      select change.image_id, change.field, change.before, change.after, later.by,
        later.by is null and was.id is not null and change.after = case change.field when 'note' then to_jsonb(was.note)
          when 'rating' then coalesce(to_jsonb(was.rating), 'null') else to_jsonb(was.deleted_at is not null) end as reversible
      from batch join image_change change on change.operation_id = $1 and change.image_id = batch.image_id
      left join lateral (
        select id, note, rating, deleted_at from image where id = change.image_id for no key update
      ) was on true
      left join lateral (
        select max(later.operation_id) as by from image_change later join operation on operation.id = later.operation_id
        where later.image_id = change.image_id and later.field = change.field and later.operation_id > $1
          and operation.undone_at is null and operation.undo_of is null and $2::bigint is not null
      ) later on true
    ), wanted as (
      select image_id, max(before #>> '{}') filter (where field = 'note') as note, bool_or(field = 'rating') as rated,
        (max(before #>> '{}') filter (where field = 'rating'))::smallint as rating,
        bool_or(before::boolean) filter (where field = 'trashed') as trashed
      from judged where reversible group by image_id
    ), changed as (
      update image set note = coalesce(wanted.note, image.note),
        rating = case when wanted.rated then wanted.rating else image.rating end,
        deleted_at = case wanted.trashed when true then now() when false then null else image.deleted_at end
      from wanted where image.id = wanted.image_id
    ), recorded as (
      insert into image_change (operation_id, image_id, field, before, after)
      select $2::bigint, image_id, field, after, before from judged where reversible and $2::bigint is not null
    )
    select (select count(*) from judged where reversible) as reversed,
      (select count(*) from judged where not reversible) as skipped_count,
      (select coalesce(jsonb_agg(named), '[]') from (
        select image_id as image, null as tag, field as what, by from judged where not reversible order by image_id, field limit $3
      ) named) as skipped,
      (select case when count(*) = $5 then max(image_id) end from batch) as last`,
    [of, into, name, after, limit],
  );
  return row ?? { reversed: 0, skippedCount: 0, skipped: [], last: null };
}
