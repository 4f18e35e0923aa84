import type { Queryable } from "../../shared/database/handle.ts";

/** Takes the next images into the bitmaps, at most `most`. Null: a writer is at work, and `waits` is false. */
export async function foldImages(db: Queryable, most: number, waits: boolean): Promise<number | null> {
  const [row] = await db.query<{ folded: number | null }>("select image_bitmap_fold($1, $2) as folded", [most, waits]);
  return row?.folded ?? null;
}

/** True if some images are newer than the bitmaps. */
export async function hasUnfoldedImages(db: Queryable): Promise<boolean> {
  const [row] = await db.query<{ unfolded: boolean }>(
    `select coalesce((select max(id) from image), 0) > coalesce((select max(last_image_id) from image_bitmap_extent), 0) as unfolded`,
  );
  return row?.unfolded ?? false;
}

/** Adds what edits have changed since to the digits of how many tags images have. */
export async function foldTagCounts(db: Queryable): Promise<void> {
  const [row] = await db.query<{ changed: boolean }>("select exists (select from image_tagcount_change) as changed");
  if (row?.changed) await db.query("select image_tagcount_fold()");
}

/** How many images are younger than the bitmaps, counted up to `most`, and the newest id of all. */
export async function sizeOfTail(db: Queryable, most: number): Promise<{ waiting: number; newest: number }> {
  const [row] = await db.query<{ waiting: number; newest: number }>(
    `select count(*)::integer as waiting, coalesce((select max(id) from image), 0) as newest from (
      select id from image where id > (select coalesce(max(last_image_id), 0) from image_bitmap_extent) limit $1
    ) tail`,
    [most],
  );
  return row ?? { waiting: 0, newest: 0 };
}

/** Gives back what old versions of the bitmaps take. Outside of a transaction only. */
export async function vacuumBitmaps(db: Queryable): Promise<void> {
  await db.query("vacuum (analyze) image_bitmap, tag_bitmap, image_tagcount_change, image_bitmap_extent");
}
