import type { Queryable } from "../../shared/database/handle.ts";
import type { ReferenceContext } from "../schemas.ts";
import type { Thumbnail } from "../urls.ts";

/** A row of `image` before it has an id. Sizes in bytes, dimensions in pixels, `phash` as 16 hexadecimal digits. */
export interface NewImage {
  sha256: string;
  md5: string;
  mediaType: string;
  extension: string;
  bytes: number;
  width: number | null;
  height: number | null;
  frames: number | null;
  phash: string | null;
  thumbhash: string | null;
  colours: string[];
  metadata: Record<string, unknown>;
  storageKey: string;
  thumbnail: Thumbnail;
  thumbnailSha256: string | null;
  thumbnailError: string | null;
  undecoded: boolean;
  jobId: number | null;
}

/** A row of `image_source` before it has an id. */
export interface NewSource extends ReferenceContext {
  jobId: number | null;
  imageUrl: string;
  pageUrl: string | null;
  kind: string;
}

/** The columns of a stored image that its files must agree with. */
export interface StoredImage {
  id: number;
  sha256: string;
  mediaType: string;
  extension: string;
  bytes: number;
  width: number | null;
  height: number | null;
  storageKey: string;
  thumbnail: Thumbnail;
  /** Null if the image has no thumbnail file, or an earlier version made it. */
  thumbnailSha256: string | null;
}

const STORED = "id, sha256, media_type, extension, bytes, width, height, storage_key, thumbnail, thumbnail_sha256";

export async function findImageBySha256(db: Queryable, sha256: string): Promise<StoredImage | null> {
  const [row] = await listImagesBySha256(db, [sha256]);
  return row ?? null;
}

/** Lists the stored images that have one of these digests. */
export async function listImagesBySha256(db: Queryable, sha256s: string[]): Promise<StoredImage[]> {
  return await db.query<StoredImage>(
    `select ${STORED} from image
    where sha256 in (select jsonb_array_elements_text($1::text::jsonb))`,
    [JSON.stringify(sha256s)],
  );
}

/** Lists stored images, including trashed ones, in the order of ids, to compare rows with files. */
export async function listStoredImages(
  db: Queryable,
  { after, limit }: { after: number; limit: number },
): Promise<StoredImage[]> {
  return await db.query<StoredImage>(`select ${STORED} from image where id > $1 order by id limit $2`, [after, limit]);
}

/**
 * Inserts the images whose bytes are new, and returns one row for each digest. No digest may be given twice. Known digests take
 * no id, so that ids stay dense. The order of digests prevents a deadlock between two nodes that store the same images.
 */
export async function insertImages(tx: Queryable, images: NewImage[]): Promise<StoredImage[]> {
  if (images.length === 0) return [];
  const inserted = await tx.query<StoredImage>(INSERT_IMAGES, [JSON.stringify(images)]);
  if (inserted.length === images.length) return inserted;
  const others = new Set(images.map(({ sha256 }) => sha256)).difference(new Set(inserted.map(({ sha256 }) => sha256)));
  return [...inserted, ...await listImagesBySha256(tx, [...others])];
}

/** The class of the advisory locks of `lockStoring`. */
export const STORING_LOCK = 1_768_776_039;

/**
 * Waits until every other transaction that stores images of these jobs has ended, and blocks such transactions until this one
 * ends. The next statement sees what they stored.
 */
export async function lockStoring(tx: Queryable, jobIds: number[]): Promise<void> {
  await tx.query(
    `select pg_advisory_xact_lock($1, (id & 2147483647)::integer)
    from (select distinct job::bigint as id from jsonb_array_elements_text($2::text::jsonb) jobs (job) order by id) jobs`,
    [STORING_LOCK, JSON.stringify(jobIds)],
  );
}

const INSERT_IMAGES = `
  insert into image (sha256, md5, media_type, extension, bytes, width, height, frames, phash, thumbhash, colours, metadata,
    storage_key, thumbnail, thumbnail_sha256, thumbnail_error, undecoded, job_id)
  select sha256, md5, "mediaType", extension, bytes, width, height, frames, ('x' || phash)::bit(64), thumbhash, colours, metadata,
    "storageKey", thumbnail, "thumbnailSha256", "thumbnailError", undecoded, "jobId"
  from jsonb_to_recordset($1::text::jsonb) as given (
    sha256 text, md5 text, "mediaType" text, extension text, bytes bigint, width integer, height integer, frames integer,
    phash text, thumbhash text, colours text[], metadata jsonb, "storageKey" text, thumbnail text, "thumbnailSha256" text,
    "thumbnailError" text, undecoded boolean, "jobId" bigint)
  where not exists (select 1 from image where image.sha256 = given.sha256)
  order by sha256
  on conflict (sha256) do nothing
  returning ${STORED}`;

/** A row of `image_source` with the id of its image. */
export type NewImageSource = NewSource & { imageId: number };

/** Inserts sources of images. A source that the job has already recorded is not changed. */
export async function insertSources(tx: Queryable, sources: NewImageSource[]): Promise<void> {
  if (sources.length === 0) return;
  await tx.query(
    `insert into image_source (image_id, job_id, image_url, page_url, kind, candidate_group, alt, title, caption, heading,
      link_text, page_title, language, licence, creator, keywords)
    select "imageId", "jobId", "imageUrl", "pageUrl", kind, "candidateGroup", alt, title, caption, heading, "linkText",
      "pageTitle", language, licence, creator, coalesce(keywords, '{}')
    from jsonb_to_recordset($1::text::jsonb) as given (
      "imageId" bigint, "jobId" bigint, "imageUrl" text, "pageUrl" text, kind text, "candidateGroup" text, alt text, title text,
      caption text, heading text, "linkText" text, "pageTitle" text, language text, licence text, creator text, keywords text[])
    on conflict do nothing`,
    [JSON.stringify(sources)],
  );
}

/** A candidate of the picture that an image shows, which was not fetched. */
export interface NewVariant {
  imageId: number;
  url: string;
  descriptor: string | null;
  reason: string;
}

export async function insertVariants(tx: Queryable, variants: NewVariant[]): Promise<void> {
  if (variants.length === 0) return;
  await tx.query(
    `insert into image_variant (image_id, url, descriptor, reason)
    select "imageId", url, descriptor, reason
    from jsonb_to_recordset($1::text::jsonb) as given ("imageId" bigint, url text, descriptor text, reason text)
    on conflict do nothing`,
    [JSON.stringify(variants)],
  );
}
