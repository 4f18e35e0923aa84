import { join } from "node:path";
import type { Database, Queryable } from "../../shared/database/handle.ts";
import { inBatches } from "../../shared/batch.ts";
import { AppError, DiskError } from "../../shared/errors.ts";
import type { InspectFiles } from "../inspect/decoder.ts";
import type { InspectPool } from "../inspect/pool.ts";
import type { InspectedImage, Inspection } from "../inspect/messages.ts";
import { insertImages, listImagesBySha256, lockStoring, type NewImage, type StoredImage } from "./repository.ts";
import { imageKey, type Storage, thumbnailKey } from "./storage.ts";
import { fileUrl, thumbnailUrl } from "../urls.ts";

export interface KeepDeps {
  database: Database;
  storage: Storage;
  inspect: (files: InspectFiles) => Promise<Inspection>;
  /** The kept image of a digest, or null; many are asked for at the same time. */
  findKnown: (sha256: string) => Promise<StoredImage | null>;
}

/** Keeping with a real pool of decoders; digests that are looked up at the same time share a statement. */
export function createKeepDeps(
  { database, storage, inspect: { inspect } }: Pick<KeepDeps, "database" | "storage"> & { inspect: Pick<InspectPool, "inspect"> },
): KeepDeps {
  const findKnown = inBatches(async (sha256s: string[]) => {
    const known = new Map((await listImagesBySha256(database, sha256s)).map((image) => [image.sha256, image]));
    return sha256s.map((sha256) => known.get(sha256) ?? null);
  }, { limit: 200, lingerMilliseconds: 20 });
  return { database, storage, inspect, findKnown };
}

/** Bytes that came in, written to a temp file, with their digests; looking into them also syncs them. Sizes in bytes and pixels. */
export interface Incoming {
  tempPath: string;
  sha256: string;
  md5: string;
  bytes: number;
  jobId: number;
  minWidth?: number | undefined;
  minHeight?: number | undefined;
}

export interface KeptImage {
  outcome: "stored" | "duplicate";
  imageId: number;
  mediaType: string;
  image: { fileUrl: string; thumbnailUrl: string | null; width: number | null; height: number | null };
}

export interface NotKept {
  outcome: "rejected" | "failed";
  reason: string;
  detail: string;
  mediaType: string | null;
}

/** What is to be kept: bytes that are known already, or new ones that were looked into. */
export interface Prepared {
  incoming: Incoming;
  known: StoredImage | null;
  inspection: InspectedImage | null;
}

/** Writes what the caller knows about the images, in the transaction that makes them visible. */
export type Recorder = (tx: Queryable, kept: KeptImage[]) => Promise<void>;

/**
 * Prepares one image and lets `keep` store it, while nobody else of this process is at the same bytes: two workers may bring
 * them at the same time, and the second then finds what the first has kept. The temp files are gone afterwards, whatever
 * happens. Throws `DiskError` where the disk refuses a write, and whatever `keep` throws.
 */
export async function keepAlone<Result>(
  deps: KeepDeps,
  incoming: Incoming,
  keep: (prepared: Prepared) => Promise<Result>,
): Promise<Result | NotKept> {
  return await alone(incoming.sha256, async () => {
    let adopted = false;
    try {
      const prepared = await prepare(deps, incoming);
      if ("outcome" in prepared) return prepared;
      const result = await keep(prepared);
      adopted = prepared.inspection !== null;
      return result;
    } finally {
      if (!adopted) await Promise.all([incoming.tempPath, thumbnailPathOf(deps.storage, incoming)].map(discard));
    }
  });
}

const tails = new Map<string, Promise<unknown>>();

async function alone<T>(sha256: string, work: () => Promise<T>): Promise<T> {
  const before = tails.get(sha256) ?? Promise.resolve();
  const own = before.then(work, work);
  tails.set(sha256, own);
  try {
    return await own;
  } finally {
    if (tails.get(sha256) === own) tails.delete(sha256);
  }
}

async function prepare(deps: KeepDeps, incoming: Incoming): Promise<Prepared | NotKept> {
  const known = await deps.findKnown(incoming.sha256);
  if (known) return tooSmall(incoming, known) ?? { incoming, known, inspection: null };
  const inspection = await deps.inspect({ path: incoming.tempPath, thumbnailPath: thumbnailPathOf(deps.storage, incoming) });
  if (inspection.outcome !== "image") return notKept(inspection);
  return tooSmall(incoming, inspection) ?? { incoming, known: null, inspection };
}

function thumbnailPathOf({ tempDirectory }: Storage, { sha256 }: Incoming): string {
  return join(tempDirectory, `${sha256}.thumbnail`);
}

function notKept(inspection: Exclude<Inspection, InspectedImage>): NotKept {
  if (inspection.reason === "disk") throw new DiskError(inspection.detail);
  return inspection;
}

function tooSmall(
  { minWidth = 0, minHeight = 0 }: Incoming,
  { width, height, mediaType }: { width: number | null; height: number | null; mediaType: string },
): NotKept | null {
  if (width === null || height === null || (width >= minWidth && height >= minHeight)) return null;
  return {
    outcome: "rejected",
    reason: "too_small",
    detail: `${width}x${height}, at least ${minWidth}x${minHeight} is asked for`,
    mediaType,
  };
}

/**
 * Keeps a batch of prepared images of different bytes: renames all, syncs each folder once, then commits the rows together with
 * `record`, which is given them in the order of the batch. A crash can leave files without rows, never a row without its file.
 * An empty batch is a transaction like any other. Throws `DiskError` where the disk refuses a write, `unavailable` where the
 * database does not answer, and whatever `record` throws; then nothing is kept.
 */
export async function keepImages(
  { database, storage }: Pick<KeepDeps, "database" | "storage">,
  batch: Prepared[],
  record: Recorder,
): Promise<KeptImage[]> {
  const fresh = batch.flatMap(({ incoming, inspection }) => inspection ? [newImageOf(incoming, inspection)] : []);
  const keys = fresh.flatMap(keysOf);
  try {
    await placeFiles(storage, batch);
    await storage.syncDirectories(keys);
    const kept = await database.transaction(async (tx) => {
      if (fresh.length > 0) await lockStoring(tx, batch.map(({ incoming }) => incoming.jobId));
      await assertPlaced(storage, keys);
      const rows = new Map((await insertImages(tx, fresh)).map((row) => [row.sha256, row]));
      const kept = batch.map((prepared) => keptOf(prepared, rows));
      await record(tx, kept);
      return kept;
    });
    // Another node was faster, under another job: its file is the one that the row names.
    for (const { incoming, inspection } of batch.filter((_, index) => kept[index]?.outcome === "duplicate")) {
      if (inspection) await storage.remove(imageKey(incoming.jobId, incoming.sha256, inspection.extension));
    }
    return kept;
  } catch (error) {
    await withdraw(database, storage, batch);
    throw error;
  }
}

function newImageOf({ sha256, md5, bytes, jobId }: Incoming, { outcome: _, ...facts }: InspectedImage): NewImage {
  return { ...facts, sha256, md5, bytes, jobId, storageKey: imageKey(jobId, sha256, facts.extension) };
}

function keysOf({ storageKey, thumbnail, sha256 }: NewImage): string[] {
  return thumbnail === "file" ? [storageKey, thumbnailKey(sha256)] : [storageKey];
}

async function placeFiles(storage: Storage, batch: Prepared[]): Promise<void> {
  await Promise.all(batch.map(async ({ incoming, inspection, known }) => {
    const { tempPath, sha256, jobId } = incoming;
    if (inspection) await storage.adopt(tempPath, imageKey(jobId, sha256, inspection.extension));
    if (inspection?.thumbnail === "file") await storage.adopt(thumbnailPathOf(storage, incoming), thumbnailKey(sha256));
    // Somebody removed the file: these are its bytes.
    if (known && !await storage.has(known.storageKey)) await storage.restore(tempPath, known.storageKey);
  }));
}

/** Throws where a file is gone: an earlier attempt of the job may have taken it back, which it does under the same lock. */
async function assertPlaced(storage: Storage, keys: readonly string[]): Promise<void> {
  const there = await Promise.all(keys.map(storage.has));
  if (there.includes(false)) {
    throw new AppError("unavailable", "Files of new images were taken back by an earlier attempt of the job");
  }
}

function keptOf({ incoming, known }: Prepared, rows: ReadonlyMap<string, StoredImage>): KeptImage {
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
 * ended one way or the other. Where the database does not tell, the files stay: the sweep of the next start removes those that
 * have no row, and a row without its file would be a loss.
 */
async function withdraw(database: Database, storage: Storage, batch: Prepared[]): Promise<void> {
  const fresh = batch.filter(({ inspection }) => inspection !== null);
  if (fresh.length === 0) return;
  try {
    await database.transaction(async (tx) => {
      await lockStoring(tx, fresh.map(({ incoming }) => incoming.jobId));
      const kept = await listImagesBySha256(tx, fresh.map(({ incoming }) => incoming.sha256));
      const rows = new Set(kept.map(({ sha256 }) => sha256));
      await takeBack(storage, fresh.filter(({ incoming }) => !rows.has(incoming.sha256)));
    });
  } catch {
    // The error that brought us here is the one to tell.
  }
}

async function takeBack(storage: Storage, batch: Prepared[]): Promise<void> {
  for (const { incoming, inspection } of batch) {
    if (!inspection) continue;
    await storage.release(imageKey(incoming.jobId, incoming.sha256, inspection.extension), incoming.tempPath);
    if (inspection.thumbnail !== "file") continue;
    await storage.release(thumbnailKey(incoming.sha256), thumbnailPathOf(storage, incoming));
  }
}

async function discard(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
