import { join } from "node:path";
import type { Database } from "../../shared/database/handle.ts";
import { inBatches } from "../../shared/batch.ts";
import { DiskError } from "../../shared/errors.ts";
import type { InspectFiles } from "../inspect/decoder.ts";
import type { InspectPool } from "../inspect/pool.ts";
import type { InspectedImage, Inspection } from "../inspect/messages.ts";
import { listImagesBySha256, type StoredImage } from "./repository.ts";
import type { Storage } from "./storage.ts";

export interface StoreDeps {
  database: Database;
  storage: Storage;
  inspect: (files: InspectFiles) => Promise<Inspection>;
  /** Finds the stored image that has this digest. Lookups at the same time share a statement. */
  findKnown: (sha256: string) => Promise<StoredImage | null>;
}

export function createStoreDeps(
  { database, storage, inspect: { inspect } }: Pick<StoreDeps, "database" | "storage"> & {
    inspect: Pick<InspectPool, "inspect">;
  },
): StoreDeps {
  const findKnown = inBatches(async (sha256s: string[]) => {
    const known = new Map((await listImagesBySha256(database, sha256s)).map((image) => [image.sha256, image]));
    return sha256s.map((sha256) => known.get(sha256) ?? null);
  }, { limit: 200, lingerMilliseconds: 20 });
  return { database, storage, inspect, findKnown };
}

/** Bytes in a temp file, with their digests. The inspection also syncs the file. Sizes are in bytes and pixels. */
export interface Incoming {
  tempPath: string;
  sha256: string;
  md5: string;
  bytes: number;
  jobId: number;
  minWidth?: number | undefined;
  minHeight?: number | undefined;
}

export interface NotStored {
  outcome: "rejected" | "failed";
  reason: string;
  detail: string;
  mediaType: string | null;
}

/** An image that is ready to be stored. Either its bytes are already stored (`known`), or they were inspected (`inspection`). */
export interface Prepared {
  incoming: Incoming;
  known: StoredImage | null;
  inspection: InspectedImage | null;
}

/**
 * Prepares one image and calls `store` with it. Calls for the same bytes run one after the other, so that the second finds what
 * the first one stored. The temp files are always removed. Throws `DiskError` if a write fails, and what `store` throws.
 */
export async function storeAlone<Result>(
  deps: StoreDeps,
  incoming: Incoming,
  store: (prepared: Prepared) => Promise<Result>,
): Promise<Result | NotStored> {
  return await alone(incoming.sha256, async () => {
    let adopted = false;
    try {
      const prepared = await prepare(deps, incoming);
      if ("outcome" in prepared) return prepared;
      const result = await store(prepared);
      adopted = prepared.inspection !== null;
      return result;
    } finally {
      if (!adopted) await Promise.all([incoming.tempPath, thumbnailPathOf(deps.storage, incoming)].map(discard));
    }
  });
}

/** The last call for each digest. The next one waits for it. */
const lastCalls = new Map<string, Promise<unknown>>();

async function alone<T>(sha256: string, work: () => Promise<T>): Promise<T> {
  const before = lastCalls.get(sha256) ?? Promise.resolve();
  const own = before.then(work, work);
  lastCalls.set(sha256, own);
  try {
    return await own;
  } finally {
    if (lastCalls.get(sha256) === own) lastCalls.delete(sha256);
  }
}

async function prepare(deps: StoreDeps, incoming: Incoming): Promise<Prepared | NotStored> {
  const known = await deps.findKnown(incoming.sha256);
  if (known) return tooSmall(incoming, known) ?? { incoming, known, inspection: null };
  const inspection = await deps.inspect({ path: incoming.tempPath, thumbnailPath: thumbnailPathOf(deps.storage, incoming) });
  if (inspection.outcome !== "image") return notStored(inspection);
  return tooSmall(incoming, inspection) ?? { incoming, known: null, inspection };
}

/** Returns the path that the inspection of these bytes writes their thumbnail to. */
export function thumbnailPathOf({ tempDirectory }: Storage, { sha256 }: Incoming): string {
  return join(tempDirectory, `${sha256}.thumbnail`);
}

function notStored(inspection: Exclude<Inspection, InspectedImage>): NotStored {
  if (inspection.reason === "disk") throw new DiskError(inspection.detail);
  return inspection;
}

function tooSmall(
  { minWidth = 0, minHeight = 0 }: Incoming,
  { width, height, mediaType }: { width: number | null; height: number | null; mediaType: string },
): NotStored | null {
  if (width === null || height === null || (width >= minWidth && height >= minHeight)) return null;
  return {
    outcome: "rejected",
    reason: "too_small",
    detail: `${width}x${height}, at least ${minWidth}x${minHeight} is asked for`,
    mediaType,
  };
}

async function discard(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
