import type { Queryable } from "../../shared/database/handle.ts";

/** Takes the next images into the bitmaps, `most` of them. Null: a writer is at work, and `patient` is false. */
export async function foldImages(db: Queryable, most: number, patient: boolean): Promise<number | null> {
  const [row] = await db.query<{ folded: number | null }>("select image_bitmap_fold($1, $2) as folded", [most, patient]);
  return row?.folded ?? null;
}

/** Adds what edits have changed since to the digits of how many tags images have. */
export async function foldTagCounts(db: Queryable): Promise<void> {
  const [row] = await db.query<{ changed: boolean }>("select exists (select from image_tagcount_change) as changed");
  if (row?.changed) await db.query("select image_tagcount_fold()");
}
