import { join } from "node:path";
import type { Database } from "../../shared/database/handle.ts";
import { DiskError } from "../../shared/errors.ts";
import type { InspectFiles } from "../inspect/decoder.ts";
import type { Inspection } from "../inspect/messages.ts";
import type { StoredImage } from "./repository.ts";
import { listImagesById, updateThumbnailSha256 } from "./thumbnail_repository.ts";
import { type Storage, thumbnailKey } from "./storage.ts";

export interface RepairDeps {
  database: Database;
  storage: Storage;
  inspect: (files: InspectFiles) => Promise<Inspection>;
}

/** Ids of the images whose thumbnails were made anew, and of the others, each with the reason. */
export interface ThumbnailRepair {
  mended: number[];
  unmended: { id: number; reason: string }[];
}

/** Images at the same time: as many as one inspect process has under way. */
const BATCH = 4;

/**
 * Makes the thumbnails of these images anew from the bytes of their originals. A crash between putting a thumbnail in place and
 * writing its digest leaves a thumbnail that `verify` reports, and that can be mended again. Throws `DiskError` where the disk
 * refuses a write; what was mended until then stays.
 */
export async function repairThumbnails(deps: RepairDeps, ids: readonly number[]): Promise<ThumbnailRepair> {
  const result: ThumbnailRepair = { mended: [], unmended: [] };
  const asked = [...new Set(ids)];
  for (let at = 0; at < asked.length; at += BATCH) {
    const batch = asked.slice(at, at + BATCH);
    const images = new Map((await listImagesById(deps.database, batch)).map((image) => [image.id, image]));
    const reasons = await Promise.all(batch.map((id) => repair(deps, images.get(id))));
    batch.forEach((id, index) => {
      const reason = reasons[index] ?? null;
      if (reason === null) result.mended.push(id);
      else result.unmended.push({ id, reason });
    });
  }
  return result;
}

/** Answers why the thumbnail could not be mended, or null if it was. */
async function repair({ database, storage, inspect }: RepairDeps, image: StoredImage | undefined): Promise<string | null> {
  if (!image) return "There is no such image";
  const { id, sha256, storageKey, thumbnail } = image;
  if (thumbnail !== "file") return "It has no thumbnail of its own";
  const digest = await storage.digest(storageKey);
  if (digest === null) return `Its file ${storageKey} is missing`;
  if (digest !== sha256) return `Its file ${storageKey} has changed`;

  const thumbnailPath = join(storage.tempDirectory, `${sha256}.repair`);
  const inspection = await inspect({ path: join(storage.root, storageKey), thumbnailPath });
  if (inspection.outcome !== "image") {
    if (inspection.reason === "disk") throw new DiskError(inspection.detail);
    return inspection.detail;
  }
  if (inspection.thumbnailSha256 === null) return "No thumbnail is made of it by this version";
  const key = thumbnailKey(sha256);
  await storage.adopt(thumbnailPath, key);
  await storage.syncDirectories([key]);
  if (await updateThumbnailSha256(database, id, inspection.thumbnailSha256)) return null;
  await storage.remove(key);
  return "The image was removed meanwhile";
}
