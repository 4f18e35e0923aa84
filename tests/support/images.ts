import { createHash } from "node:crypto";
import {
  insertImages as insertRows,
  insertSources,
  type NewImage,
  type NewSource,
} from "../../modules/images/storing/repository.ts";
import type { Queryable } from "../../modules/shared/database/handle.ts";

/** Makes a row of an image whose bytes no test reads. */
export function newImage(name: string, changes: Partial<NewImage> = {}): NewImage {
  const sha256 = createHash("sha256").update(name).digest("hex");
  return {
    sha256,
    md5: createHash("md5").update(name).digest("hex"),
    mediaType: "image/png",
    extension: "png",
    bytes: 1_234,
    width: 640,
    height: 480,
    frames: 1,
    phash: "8f00ff00ff00ff01",
    thumbhash: "1QcSHQRnh493V4dIh4eXh1h4kJUI",
    colours: ["#336699"],
    metadata: { exif: { make: "Acme" } },
    storageKey: `images/0/${sha256}.png`,
    thumbnail: "file",
    thumbnailSha256: null,
    thumbnailError: null,
    undecoded: false,
    jobId: null,
    ...changes,
  };
}

export function newSource(changes: Partial<NewSource> = {}): NewSource {
  return { jobId: null, imageUrl: "http://site.test/a.png", pageUrl: "http://site.test/", kind: "img", ...changes };
}

/** Inserts one image, or finds the one with the same bytes. Returns its id. */
export async function insertImage(db: Queryable, image: NewImage): Promise<number> {
  const [row] = await insertRows(db, [image]);
  if (!row) throw new Error("The image was neither inserted nor found");
  return row.id;
}

/** Inserts sources of one image. */
export async function insertSourcesOf(db: Queryable, imageId: number, sources: NewSource[]): Promise<void> {
  await insertSources(db, sources.map((source) => ({ ...source, imageId })));
}

/** Inserts images that are named by numbers, and returns their ids in order. */
export async function insertImages(db: Queryable, count: number, sources: NewSource[] = []): Promise<number[]> {
  const ids: number[] = [];
  for (let index = 0; index < count; index++) {
    const id = await insertImage(db, newImage(`image ${index}`));
    await insertSourcesOf(db, id, sources);
    ids.push(id);
  }
  return ids;
}
