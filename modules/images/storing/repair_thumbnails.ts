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

/** The ids of the images whose thumbnails were made again, and of the others with the reasons. */
export interface ThumbnailRepair {
  repaired: number[];
  failed: { id: number; reason: string }[];
}

/** How many images are repaired at the same time. One inspect process works on as many. */
const BATCH = 4;

/**
 * Makes the thumbnails of these images again from their originals. A crash between the file and its digest leaves a thumbnail
 * that `verify` reports and can repair again. Throws `DiskError` if the disk refuses a write; thumbnails repaired until then
 * stay.
 */
export async function repairThumbnails(deps: RepairDeps, ids: readonly number[]): Promise<ThumbnailRepair> {
  const result: ThumbnailRepair = { repaired: [], failed: [] };
  const asked = [...new Set(ids)];
  for (let at = 0; at < asked.length; at += BATCH) {
    const batch = asked.slice(at, at + BATCH);
    const images = new Map((await listImagesById(deps.database, batch)).map((image) => [image.id, image]));
    const reasons = await Promise.all(batch.map((id) => repair(deps, images.get(id))));
    batch.forEach((id, index) => {
      const reason = reasons[index] ?? null;
      if (reason === null) result.repaired.push(id);
      else result.failed.push({ id, reason });
    });
  }
  return result;
}

/** Returns why the thumbnail could not be repaired, or null if it was. */
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
  if (inspection.thumbnailSha256 === null) return "This version makes no thumbnail of it";
  const key = thumbnailKey(sha256);
  await storage.adopt(thumbnailPath, key);
  await storage.syncDirectories([key]);
  if (await updateThumbnailSha256(database, id, inspection.thumbnailSha256)) return null;
  await storage.remove(key);
  return "The image was removed meanwhile";
}
