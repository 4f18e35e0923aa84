import type { Database } from "../../shared/database/handle.ts";
import type { Log } from "../../shared/log.ts";
import { listImagesBySha256 } from "./repository.ts";
import { keyOf, type Prefix, type Storage } from "./storage.ts";

/** Numbers of files. */
export interface SweepResult {
  /** Removed temp files. */
  temp: number;
  /** Removed images without rows. */
  images: number;
  /** Removed thumbnails without rows. */
  thumbnails: number;
  /** Files with rows. */
  stored: number;
  /** Files whose names this program does not give. */
  foreign: number;
  /** Files without rows that were not removed, because there were suspiciously many. */
  left: number;
}

const BATCH = 500;
/** If more files than this, and most files, have no row, none is removed: the database is probably the wrong one. */
const SUSPICIOUS = 1_000;
const OWN_NAME = /\/([0-9a-f]{64})\.[a-z0-9]{2,5}$/;

interface Orphans {
  keys: string[];
  stored: number;
  foreign: number;
}

/**
 * Removes what a crash left: temp files, and images and thumbnails without rows, because the crash came between rename and
 * commit. To be called at start-up, while this process holds the lock of the data directory. Files with foreign names stay.
 */
export async function sweep(
  { database, storage, log }: { database: Database; storage: Storage; log: Log },
): Promise<SweepResult> {
  const temp = await storage.clearTemp();
  const images = await findOrphans(database, storage, "images");
  const thumbnails = await findOrphans(database, storage, "thumbs");
  const stored = images.stored + thumbnails.stored;
  const foreign = images.foreign + thumbnails.foreign;
  const orphans = images.keys.length + thumbnails.keys.length;
  if (orphans > SUSPICIOUS && orphans > stored) {
    log.warning("Most files in the data directory have no row, so this is probably not its database. No file was removed", {
      orphans,
      stored,
    });
    return { temp, images: 0, thumbnails: 0, stored, foreign, left: orphans };
  }

  for (const key of [...images.keys, ...thumbnails.keys]) await storage.remove(key);
  const result = { temp, images: images.keys.length, thumbnails: thumbnails.keys.length, stored, foreign, left: 0 };
  if (temp + orphans > 0) log.info("Files that a crash left were removed", { ...result });
  if (foreign > 0) log.warning("There are files with unknown names in the data directory", { foreign });
  return result;
}

/** Compares files with rows in batches, one query for each. Only the keys of files without rows are held in memory. */
async function findOrphans(database: Database, storage: Storage, prefix: Prefix): Promise<Orphans> {
  const found: Orphans = { keys: [], stored: 0, foreign: 0 };
  let batch: string[] = [];
  const flush = async () => {
    const digests = batch.map((key) => OWN_NAME.exec(key)?.[1] ?? "");
    const expected = new Set((await listImagesBySha256(database, digests)).map((image) => keyOf(image, prefix)));
    for (const key of batch) {
      if (expected.has(key)) found.stored++;
      else found.keys.push(key);
    }
    batch = [];
  };

  for await (const key of storage.listKeys(prefix)) {
    if (OWN_NAME.test(key)) batch.push(key);
    else found.foreign++;
    if (batch.length === BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  return found;
}
