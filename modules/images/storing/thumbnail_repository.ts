import type { Queryable } from "../../shared/database/handle.ts";
import type { StoredImage } from "./repository.ts";

/** Lists the images with these ids, including trashed ones. */
export async function listImagesById(db: Queryable, ids: number[]): Promise<StoredImage[]> {
  return await db.query<StoredImage>(
    `select id, sha256, media_type, extension, bytes, width, height, storage_key, thumbnail, thumbnail_sha256 from image
    where id in (select jsonb_array_elements_text($1::text::jsonb)::bigint) order by id`,
    [JSON.stringify(ids)],
  );
}

/** Sets the digest of an image's thumbnail. Returns false if the image no longer exists or has no thumbnail file. */
export async function updateThumbnailSha256(db: Queryable, id: number, thumbnailSha256: string): Promise<boolean> {
  const updated = await db.query(
    "update image set thumbnail_sha256 = $2 where id = $1 and thumbnail = 'file' returning id",
    [id, thumbnailSha256],
  );
  return updated.length > 0;
}
