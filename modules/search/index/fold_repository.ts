import type { Queryable } from "../../shared/database/handle.ts";

/**
 * Adds the next images, at most `most`, to the bitmaps. Returns their number, or null if a writer is at work and `waits` is
 * false.
 */
export async function foldImages(db: Queryable, most: number, waits: boolean): Promise<number | null> {
  const [row] = await db.query<{ folded: number | null }>("select image_bitmap_fold($1, $2) as folded", [most, waits]);
  return row?.folded ?? null;
}

export async function hasUnfoldedImages(db: Queryable): Promise<boolean> {
  const [row] = await db.query<{ unfolded: boolean }>(
    `select coalesce((select max(id) from image), 0) > coalesce((select max(last_image_id) from image_bitmap_extent), 0) as unfolded`,
  );
  return row?.unfolded ?? false;
}

/** Adds the changes of waiting edits to the digits of tagcount. */
export async function foldTagCounts(db: Queryable): Promise<void> {
  const [row] = await db.query<{ changed: boolean }>("select exists (select from image_tagcount_change) as changed");
  if (row?.changed) await db.query("select image_tagcount_fold()");
}

/** Counts the images that are newer than the bitmaps, at most up to `most`. `newest` is the highest id. */
export async function sizeOfTail(db: Queryable, most: number): Promise<{ waiting: number; newest: number }> {
  const [row] = await db.query<{ waiting: number; newest: number }>(
    `select count(*)::integer as waiting, coalesce((select max(id) from image), 0) as newest from (
      select id from image where id > (select coalesce(max(last_image_id), 0) from image_bitmap_extent) limit $1
    ) tail`,
    [most],
  );
  return row ?? { waiting: 0, newest: 0 };
}

/** Frees the space of old versions of the bitmaps. Cannot be used in a transaction. */
export async function vacuumBitmaps(db: Queryable): Promise<void> {
  await db.query("vacuum (analyze) image_bitmap, tag_bitmap, image_tagcount_change, image_bitmap_extent");
}
