import type { Queryable } from "../shared/database/handle.ts";
import type { Image, ImageSource, ImageSummary, ImageVariant } from "./schemas.ts";
import { fileUrl, type Thumbnail, thumbnailUrl } from "./urls.ts";

/** A row of `image` for a summary, without the URLs of its files, which `withUrls` adds. */
export type ImageRow = Omit<ImageSummary, "fileUrl" | "thumbnailUrl"> & { thumbnail: Thumbnail };
export type ImageDetailRow = ImageRow & Omit<Image, keyof ImageSummary | "tags" | "sources" | "sourceCount" | "variants">;

export const SUMMARY = `image.id, image.sha256, image.media_type, image.extension, image.bytes, image.width, image.height,
  image.frames, image.thumbhash, image.thumbnail, image.created_at`;

/** Adds the URLs of its files to a row. */
export function withUrls<Row extends ImageRow>({ thumbnail, ...image }: Row) {
  return { ...image, fileUrl: fileUrl(image), thumbnailUrl: thumbnailUrl({ ...image, thumbnail }) };
}

export async function findImage(db: Queryable, id: number): Promise<ImageDetailRow | null> {
  const [row] = await db.query<ImageDetailRow>(
    `select ${SUMMARY}, image.md5, lpad(to_hex(image.phash::bigint), 16, '0') as phash, image.colours, image.metadata,
      image.thumbnail_error, image.undecoded, image.note, image.rating, image.job_id, image.deleted_at,
      (select alt from image_source where image_id = image.id and alt <> '' order by id limit 1) as alt
    from image where image.id = $1`,
    [id],
  );
  return row ?? null;
}

export async function findNewestSources(db: Queryable, imageId: number, limit: number): Promise<ImageSource[]> {
  return await db.query<ImageSource>(
    `select id, job_id, seen_at, image_url, page_url, kind, alt, title, caption, heading, link_text, page_title, language,
      licence, creator, keywords
    from image_source where image_id = $1 order by id desc limit $2`,
    [imageId, limit],
  );
}

/** Other candidates of the same picture, in the order in which the crawl found them. */
export async function findVariants(db: Queryable, imageId: number, limit: number): Promise<ImageVariant[]> {
  return await db.query<ImageVariant>(
    "select url, descriptor, reason from image_variant where image_id = $1 order by id limit $2",
    [imageId, limit],
  );
}

export async function countSources(db: Queryable, imageId: number): Promise<number> {
  const [row] = await db.query<{ count: number }>("select count(*) as count from image_source where image_id = $1", [imageId]);
  return row?.count ?? 0;
}

/** The ids among `ids` that no image has, in ascending order. */
export async function findMissingIds(db: Queryable, ids: number[]): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select distinct given.value::bigint as id from jsonb_array_elements_text($1::text::jsonb) as given
    where not exists (select 1 from image where image.id = given.value::bigint) order by 1`,
    [JSON.stringify(ids)],
  );
  return rows.map(({ id }) => id);
}
