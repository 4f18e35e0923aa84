import { join } from "node:path";
import type { Database, Queryable } from "../shared/database/handle.ts";
import { DiskError } from "../shared/errors.ts";
import type { InspectFiles } from "./inspect/decoder.ts";
import type { InspectedImage, Inspection } from "./inspect/messages.ts";
import { findImageBySha256, insertImage, type StoredImage } from "./repository.ts";
import { imageKey, type Storage, thumbnailKey } from "./storage.ts";
import { fileUrl, thumbnailUrl } from "./urls.ts";

export interface KeepDeps {
  database: Database;
  storage: Storage;
  inspect: (files: InspectFiles) => Promise<Inspection>;
}

/** Bytes that came in: written to a temp file and synced, with their digests. Sizes in bytes and pixels. */
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

export type KeepResult = KeptImage | NotKept;

/** Writes what the caller knows about the image, in the transaction that makes it visible. */
export type Recorder = (tx: Queryable, imageId: number, isNew: boolean) => Promise<void>;

/**
 * Keeps an image, or says why not: inspect, rename, sync the folders, then commit the row together with `record`. A crash can
 * leave a file without a row, never a row without its file. Bytes that are known already add no file; the temp file is gone
 * afterwards, whatever happens. Throws `DiskError` where the disk refuses a write, `unavailable` where the database does not
 * answer, and whatever `record` throws.
 */
export async function keepImage(deps: KeepDeps, incoming: Incoming, record: Recorder): Promise<KeepResult> {
  return await alone(incoming.sha256, async () => {
    try {
      const known = await findImageBySha256(deps.database, incoming.sha256);
      return known ? await keepKnown(deps, incoming, known, record) : await keepNew(deps, incoming, record);
    } finally {
      await discard(incoming.tempPath);
    }
  });
}

/** Two workers may bring the same bytes at the same time: the second waits, and finds what the first has kept. */
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

async function keepKnown(deps: KeepDeps, incoming: Incoming, known: StoredImage, record: Recorder): Promise<KeepResult> {
  const small = tooSmall(incoming, known);
  if (small) return { ...small, mediaType: known.mediaType };
  if (!await deps.storage.has(known.storageKey)) {
    // Somebody removed the file: these are its bytes.
    await deps.storage.adopt(incoming.tempPath, known.storageKey);
    await deps.storage.syncDirectories([known.storageKey]);
  }
  await deps.database.transaction((tx) => record(tx, known.id, false));
  return kept("duplicate", known);
}

async function keepNew(deps: KeepDeps, incoming: Incoming, record: Recorder): Promise<KeepResult> {
  const thumbnailPath = join(deps.storage.tempDirectory, `${incoming.sha256}.thumbnail`);
  try {
    const inspection = await deps.inspect({ path: incoming.tempPath, thumbnailPath });
    if (inspection.outcome !== "image") return notKept(inspection);
    const small = tooSmall(incoming, inspection);
    if (small) return { ...small, mediaType: inspection.mediaType };
    return await store(deps, incoming, { inspection, thumbnailPath }, record);
  } finally {
    await discard(thumbnailPath);
  }
}

function notKept(inspection: Exclude<Inspection, InspectedImage>): NotKept {
  if (inspection.reason === "disk") throw new DiskError(inspection.detail);
  return inspection;
}

function tooSmall(
  { minWidth = 0, minHeight = 0 }: Incoming,
  { width, height }: { width: number | null; height: number | null },
): Omit<NotKept, "mediaType"> | null {
  if (width === null || height === null || (width >= minWidth && height >= minHeight)) return null;
  return {
    outcome: "rejected",
    reason: "too_small",
    detail: `${width}x${height}, at least ${minWidth}x${minHeight} is asked for`,
  };
}

interface Inspected {
  inspection: InspectedImage;
  thumbnailPath: string;
}

async function store(
  { database, storage }: KeepDeps,
  incoming: Incoming,
  { inspection, thumbnailPath }: Inspected,
  record: Recorder,
): Promise<KeepResult> {
  const { outcome: _, ...facts } = inspection;
  const { sha256, md5, bytes, jobId } = incoming;
  const storageKey = imageKey(jobId, sha256, facts.extension);
  const keys = [storageKey, ...(facts.thumbnail === "file" ? [thumbnailKey(sha256)] : [])];
  try {
    await storage.adopt(incoming.tempPath, storageKey);
    if (facts.thumbnail === "file") await storage.adopt(thumbnailPath, thumbnailKey(sha256));
    await storage.syncDirectories(keys);
    const { imageId, isNew } = await database.transaction(async (tx) => {
      const imageId = await insertImage(tx, { ...facts, sha256, md5, bytes, jobId, storageKey });
      const isNew = (await findImageBySha256(tx, sha256))?.storageKey === storageKey;
      await record(tx, imageId, isNew);
      return { imageId, isNew };
    });
    // Another node was faster, under another job: its file is the one that the row names.
    if (!isNew) await storage.remove(storageKey);
    return kept(isNew ? "stored" : "duplicate", { ...facts, sha256, id: imageId });
  } catch (error) {
    await withdraw(database, storage, sha256, keys);
    throw error;
  }
}

/** Removes renamed files again; where a lost connection hides whether the commit came through, they stay for the sweep. */
async function withdraw(database: Database, storage: Storage, sha256: string, keys: string[]): Promise<void> {
  try {
    const row = await findImageBySha256(database, sha256);
    if (row) return;
    for (const key of keys) await storage.remove(key);
  } catch {
    // The error that brought us here is the one to tell.
  }
}

type Shown = Pick<StoredImage, "id" | "sha256" | "mediaType" | "extension" | "width" | "height" | "thumbnail">;

function kept(outcome: KeptImage["outcome"], image: Shown): KeptImage {
  const { id, mediaType, width, height } = image;
  return {
    outcome,
    imageId: id,
    mediaType,
    image: { fileUrl: fileUrl(image), thumbnailUrl: thumbnailUrl(image), width, height },
  };
}

async function discard(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
