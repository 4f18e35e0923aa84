import type { Database, Queryable } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import type { InspectedImage } from "../inspect/messages.ts";
import { fileUrl, thumbnailUrl } from "../urls.ts";
import { insertImages, listImagesBySha256, lockStoring, type NewImage, type StoredImage } from "./repository.ts";
import { imageKey, type Storage, thumbnailKey } from "./storage.ts";
import { type Incoming, type Prepared, thumbnailPathOf } from "./store.ts";

/** An image whose row is in the database. It is a duplicate if its bytes were already stored. */
export interface Stored {
  outcome: "stored" | "duplicate";
  imageId: number;
  mediaType: string;
  image: { fileUrl: string; thumbnailUrl: string | null; width: number | null; height: number | null };
}

/** The files of a batch of images. They are in place and durable. The caller commits their rows. */
export interface PlacedFiles {
  /**
   * Inserts the rows of the new images in the caller's transaction, and returns all images in the order of the batch. It takes
   * the storing lock, so it must come first in the transaction. Throws `unavailable` if a file was taken back meanwhile.
   */
  insertRows(tx: Queryable): Promise<Stored[]>;
  /** To be called after the commit. Removes the files of images that another node stored first for another job. */
  removeDuplicates(stored: readonly Stored[]): Promise<void>;
  /** To be called if the transaction failed. Moves the files back to their temp paths, unless their rows exist. */
  takeBack(): Promise<void>;
}

/**
 * Renames the files of prepared images to their keys, then syncs each folder once. No two images may have the same bytes. As rows
 * come after files, a crash never leaves a row without its file. Throws `DiskError`, and moves the files back, if a write fails.
 */
export async function placeFiles(
  { database, storage }: { database: Database; storage: Storage },
  batch: readonly Prepared[],
): Promise<PlacedFiles> {
  const fresh = batch.flatMap(({ incoming, inspection }) => inspection ? [newImageOf(incoming, inspection)] : []);
  const keys = fresh.flatMap(keysOf);
  const takeBack = () => takeBackUnlessStored(database, storage, batch);
  try {
    await Promise.all(batch.map((prepared) => adoptFiles(storage, prepared)));
    await storage.syncDirectories(keys);
  } catch (error) {
    await takeBack();
    throw error;
  }
  return {
    insertRows: async (tx) => {
      if (fresh.length > 0) await lockStoring(tx, batch.map(({ incoming }) => incoming.jobId));
      await assertPlaced(storage, keys);
      const rows = new Map((await insertImages(tx, fresh)).map((row) => [row.sha256, row]));
      return batch.map((prepared) => storedOf(prepared, rows));
    },
    removeDuplicates: async (stored) => {
      for (const { incoming, inspection } of batch.filter((_, index) => stored[index]?.outcome === "duplicate")) {
        if (inspection) await storage.remove(imageKey(incoming.jobId, incoming.sha256, inspection.extension));
      }
    },
    takeBack,
  };
}

function newImageOf({ sha256, md5, bytes, jobId }: Incoming, { outcome: _, ...facts }: InspectedImage): NewImage {
  return { ...facts, sha256, md5, bytes, jobId, storageKey: imageKey(jobId, sha256, facts.extension) };
}

function keysOf({ storageKey, thumbnail, sha256 }: NewImage): string[] {
  return thumbnail === "file" ? [storageKey, thumbnailKey(sha256)] : [storageKey];
}

async function adoptFiles(storage: Storage, { incoming, inspection, known }: Prepared): Promise<void> {
  const { tempPath, sha256, jobId } = incoming;
  if (inspection) await storage.adopt(tempPath, imageKey(jobId, sha256, inspection.extension));
  if (inspection?.thumbnail === "file") await storage.adopt(thumbnailPathOf(storage, incoming), thumbnailKey(sha256));
  // If somebody removed the file of the known image, these bytes replace it.
  if (known && !await storage.has(known.storageKey)) await storage.restore(tempPath, known.storageKey);
}

/** Throws if a file is missing, because an earlier attempt of the job took it back under the same lock. */
async function assertPlaced(storage: Storage, keys: readonly string[]): Promise<void> {
  const exists = await Promise.all(keys.map(storage.has));
  if (exists.includes(false)) {
    throw new AppError("unavailable", "Files of new images were taken back by an earlier attempt of the job");
  }
}

function storedOf({ incoming, known }: Prepared, rows: ReadonlyMap<string, StoredImage>): Stored {
  const { sha256, jobId } = incoming;
  const row = known ?? rows.get(sha256);
  if (!row) throw new Error(`Image ${sha256} was neither inserted nor found`);
  const isNew = known === null && row.storageKey === imageKey(jobId, sha256, row.extension);
  const { id, mediaType, width, height } = row;
  return {
    outcome: isNew ? "stored" : "duplicate",
    imageId: id,
    mediaType,
    image: { fileUrl: fileUrl(row), thumbnailUrl: thumbnailUrl(row), width, height },
  };
}

/**
 * Moves files back to their temp paths, unless their rows exist. If the connection was lost during the commit, the lock waits
 * until the server has ended that transaction. If the database does not answer, the files stay, and the next sweep removes those
 * without rows.
 */
async function takeBackUnlessStored(database: Database, storage: Storage, batch: readonly Prepared[]): Promise<void> {
  const fresh = batch.filter(({ inspection }) => inspection !== null);
  if (fresh.length === 0) return;
  try {
    await database.transaction(async (tx) => {
      await lockStoring(tx, fresh.map(({ incoming }) => incoming.jobId));
      const known = await listImagesBySha256(tx, fresh.map(({ incoming }) => incoming.sha256));
      const stored = new Set(known.map(({ sha256 }) => sha256));
      for (const prepared of fresh) if (!stored.has(prepared.incoming.sha256)) await releaseFiles(storage, prepared);
    });
  } catch {
    // The caller throws the error of the failed transaction, which says more.
  }
}

async function releaseFiles(storage: Storage, { incoming, inspection }: Prepared): Promise<void> {
  if (!inspection) return;
  await storage.release(imageKey(incoming.jobId, incoming.sha256, inspection.extension), incoming.tempPath);
  if (inspection.thumbnail !== "file") return;
  await storage.release(thumbnailKey(incoming.sha256), thumbnailPathOf(storage, incoming));
}
