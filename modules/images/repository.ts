import type { Queryable } from "../shared/database/handle.ts";
import type { ReferenceContext } from "./schemas.ts";
import type { Thumbnail } from "./urls.ts";

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

/** What the files of a kept image must agree with. */
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
}

const STORED = "id, sha256, media_type, extension, bytes, width, height, storage_key, thumbnail";

export async function findImageBySha256(db: Queryable, sha256: string): Promise<StoredImage | null> {
  const [row] = await listImagesBySha256(db, [sha256]);
  return row ?? null;
}

/** The kept images among these digests: which files have a row. */
export async function listImagesBySha256(db: Queryable, sha256s: string[]): Promise<StoredImage[]> {
  return await db.query<StoredImage>(
    `select ${STORED} from image
    where sha256 in (select jsonb_array_elements_text($1::text::jsonb))`,
    [JSON.stringify(sha256s)],
  );
}

/** Every kept image, trashed ones too, in the order of ids; for comparing rows with files. */
export async function listStoredImages(
  db: Queryable,
  { after, limit }: { after: number; limit: number },
): Promise<StoredImage[]> {
  return await db.query<StoredImage>(`select ${STORED} from image where id > $1 order by id limit $2`, [after, limit]);
}

/**
 * Returns the id of the new image, or of the one that already has these bytes. Looks first, and takes an id only then:
 * ids stay dense.
 */
export async function insertImage(tx: Queryable, image: NewImage): Promise<number> {
  const [row] = await tx.query<{ id: number }>(INSERT_IMAGE, [JSON.stringify(image)]);
  if (row) return row.id;
  const other = await findImageBySha256(tx, image.sha256);
  if (!other) throw new Error(`Image ${image.sha256} was neither inserted nor found`);
  return other.id;
}

const INSERT_IMAGE = `
  with given as (
    select * from jsonb_to_record($1::text::jsonb) as given (
      sha256 text, md5 text, "mediaType" text, extension text, bytes bigint, width integer, height integer, frames integer,
      phash text, thumbhash text, colours text[], metadata jsonb, "storageKey" text, thumbnail text, "thumbnailError" text,
      undecoded boolean, "jobId" bigint)
  ), known as (
    select image.id from image join given on given.sha256 = image.sha256
  ), inserted as (
    insert into image (sha256, md5, media_type, extension, bytes, width, height, frames, phash, thumbhash, colours, metadata,
      storage_key, thumbnail, thumbnail_error, undecoded, job_id)
    select sha256, md5, "mediaType", extension, bytes, width, height, frames, ('x' || phash)::bit(64), thumbhash, colours, metadata,
      "storageKey", thumbnail, "thumbnailError", undecoded, "jobId"
    from given where not exists (select 1 from known)
    on conflict (sha256) do nothing
    returning id
  )
  select id from known union all select id from inserted`;

/** Records where an image was seen; a place that this job has recorded before is left as it is. */
export async function insertSources(tx: Queryable, imageId: number, sources: NewSource[]): Promise<void> {
  await insertSourcesOfMany(tx, sources.map((source) => ({ ...source, imageId })));
}

export async function insertSourcesOfMany(tx: Queryable, sources: (NewSource & { imageId: number })[]): Promise<void> {
  if (sources.length === 0) return;
  await tx.query(
    `insert into image_source (image_id, job_id, image_url, page_url, kind, candidate_group, alt, title, caption, heading,
      link_text, page_title, language)
    select "imageId", "jobId", "imageUrl", "pageUrl", kind, "candidateGroup", alt, title, caption, heading, "linkText",
      "pageTitle", language
    from jsonb_to_recordset($1::text::jsonb) as given (
      "imageId" bigint, "jobId" bigint, "imageUrl" text, "pageUrl" text, kind text, "candidateGroup" text, alt text, title text,
      caption text, heading text, "linkText" text, "pageTitle" text, language text)
    on conflict do nothing`,
    [JSON.stringify(sources)],
  );
}
