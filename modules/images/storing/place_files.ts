import type { Database, Queryable } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import type { InspectedImage } from "../inspect/messages.ts";
import { fileUrl, thumbnailUrl } from "../urls.ts";
import { insertImages, listImagesBySha256, lockStoring, type NewImage, type StoredImage } from "./repository.ts";
import { imageKey, type Storage, thumbnailKey } from "./storage.ts";
import { type Incoming, type Prepared, thumbnailPathOf } from "./store.ts";

/** An image whose row is in the database: a new one, or one that had the same bytes before. */
export interface Stored {
  outcome: "stored" | "duplicate";
  imageId: number;
  mediaType: string;
  image: { fileUrl: string; thumbnailUrl: string | null; width: number | null; height: number | null };
}

/** Files of a batch of images that are in place and durable. Their rows are the caller's to commit. */
export interface PlacedFiles {
  /**
   * Inserts the rows of the new images in the caller's transaction, and answers in the order of the batch. Call it before anything
   * else in the transaction: it takes the storing lock. Throws `unavailable` if a file was taken back meanwhile.
   */
  insertRows(tx: Queryable): Promise<Stored[]>;
  /** To be called once the rows are committed: removes the files of images that another node stored first, under another job. */
  removeDuplicates(stored: readonly Stored[]): Promise<void>;
  /** To be called if the transaction failed: puts the files back to where they came from, unless their rows exist. */
  takeBack(): Promise<void>;
}

/**
 * Puts the files of prepared images of different bytes in place: renames all, then syncs each folder once. The rows come after
 * the files, so a crash can leave a file without a row, never a row without its file. Throws `DiskError` if the disk refuses a
 * write; then no file stays in place.
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
  // Somebody removed the file of the known image: these are its bytes.
  if (known && !await storage.has(known.storageKey)) await storage.restore(tempPath, known.storageKey);
}

/** Throws if a file is gone: an earlier attempt of the job may have taken it back, which it does under the same lock. */
async function assertPlaced(storage: Storage, keys: readonly string[]): Promise<void> {
  const there = await Promise.all(keys.map(storage.has));
  if (there.includes(false)) {
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
 * Puts renamed files back to where they came from, so that they can be tried again or discarded, unless their rows exist. If the
 * connection was lost while the commit was on its way, the server may commit even now: the lock waits until that transaction has
 * ended one way or the other. If the database does not answer, the files stay: the sweep of the next start removes those that
 * have no row, and a row without its file would be a loss.
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
    // The caller throws the error of the transaction that failed, which says more.
  }
}

async function releaseFiles(storage: Storage, { incoming, inspection }: Prepared): Promise<void> {
  if (!inspection) return;
  await storage.release(imageKey(incoming.jobId, incoming.sha256, inspection.extension), incoming.tempPath);
  if (inspection.thumbnail !== "file") return;
  await storage.release(thumbnailKey(incoming.sha256), thumbnailPathOf(storage, incoming));
}
