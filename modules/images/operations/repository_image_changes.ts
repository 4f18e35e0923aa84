import type { Queryable } from "../../shared/database/handle.ts";
import type { Reversal } from "../../tags/operations/repository_undo.ts";
import type { ReversedPart } from "../../tags/operations/undo.ts";
import type { FieldChange, Skip } from "../../tags/operations/schemas.ts";

/** What a person may change on an image itself; what is not named stays. */
export interface FieldEdit {
  note?: string | undefined;
  rating?: number | null | undefined;
  trashed?: boolean | undefined;
}

/** Fields as the history keeps them. `was` and `now` are rows of `image`. */
const FIELDS = `(values
    ('note', to_jsonb(was.note), to_jsonb(now.note)),
    ('rating', coalesce(to_jsonb(was.rating), 'null'), coalesce(to_jsonb(now.rating), 'null')),
    ('trashed', to_jsonb(was.deleted_at is not null), to_jsonb(now.deleted_at is not null))
  ) as change (field, before, after)`;

/** Keeps other edits of the image waiting until the transaction ends; false where there is no such image. */
export async function lockImage(tx: Queryable, id: number): Promise<boolean> {
  return (await tx.query("select id from image where id = $1 for no key update", [id])).length > 0;
}

/** Changes an image that is locked and records what became different. Returns how many images did: 1 or 0. */
export async function updateFields(tx: Queryable, id: number, edit: FieldEdit, operationId: number): Promise<number> {
  const [row] = await tx.query<{ changed: number }>(
    `with was as materialized (
      select id, note, rating, deleted_at from image where id = $1
    ), now as (
      update image set note = coalesce($2, image.note), rating = case when $3::boolean then $4::smallint else image.rating end,
        deleted_at = case $5::boolean when true then coalesce(image.deleted_at, now()) when false then null else image.deleted_at end
      from was where image.id = was.id
      returning image.id, image.note, image.rating, image.deleted_at
    ), recorded as (
      insert into image_change (operation_id, image_id, field, before, after)
      select $6, was.id, change.field, change.before, change.after from was join now on now.id = was.id cross join lateral ${FIELDS}
      where change.before <> change.after
      returning image_id
    )
    select count(distinct image_id) as changed from recorded`,
    [id, edit.note ?? null, edit.rating !== undefined, edit.rating ?? null, edit.trashed ?? null, operationId],
  );
  return row?.changed ?? 0;
}

/** Gives the images that an operation changed back what they had, but for fields that were changed since. */
export async function reverseFields(tx: Queryable, { of, into, name }: Reversal): Promise<ReversedPart> {
  const [row] = await tx.query<{ reversed: number; skippedCount: number; skipped: Skip[] }>(
    `with judged as materialized (
      select change.image_id, change.field, change.before, change.after, later.by,
        later.by is null and was.id is not null and change.after = case change.field when 'note' then to_jsonb(was.note)
          when 'rating' then coalesce(to_jsonb(was.rating), 'null') else to_jsonb(was.deleted_at is not null) end as doable
      from image_change change
      left join lateral (select id, note, rating, deleted_at from image where id = change.image_id for no key update) was on true
      left join lateral (
        select max(later.operation_id) as by from image_change later join operation on operation.id = later.operation_id
        where later.image_id = change.image_id and later.field = change.field and later.operation_id > $1
          and operation.undone_at is null and operation.undo_of is null
      ) later on true
      where change.operation_id = $1
    ), wanted as (
      select image_id, max(before #>> '{}') filter (where field = 'note') as note, bool_or(field = 'rating') as rated,
        (max(before #>> '{}') filter (where field = 'rating'))::smallint as rating,
        bool_or(before::boolean) filter (where field = 'trashed') as trashed
      from judged where doable group by image_id
    ), changed as (
      update image set note = coalesce(wanted.note, image.note),
        rating = case when wanted.rated then wanted.rating else image.rating end,
        deleted_at = case wanted.trashed when true then now() when false then null else image.deleted_at end
      from wanted where image.id = wanted.image_id
    ), recorded as (
      insert into image_change (operation_id, image_id, field, before, after)
      select $2, image_id, field, after, before from judged where doable
    )
    select (select count(*) from judged where doable) as reversed, (select count(*) from judged where not doable) as skipped_count,
      (select coalesce(jsonb_agg(named), '[]') from (
        select image_id as image, null as tag, field as what, by from judged where not doable order by image_id, field limit $3
      ) named) as skipped`,
    [of, into, name],
  );
  return row ?? { reversed: 0, skippedCount: 0, skipped: [] };
}

export async function listFieldChanges(db: Queryable, operationId: number, limit: number): Promise<FieldChange[]> {
  return await db.query<FieldChange>(
    `select image_id as image, field, before, after from image_change where operation_id = $1 order by image_id, field limit $2`,
    [operationId, limit],
  );
}
