import type { Database } from "../../shared/database/handle.ts";
import type { Log } from "../../shared/log.ts";
import { listImagesBySha256 } from "./repository.ts";
import { keyOf, type Prefix, type Storage } from "./storage.ts";

/** What a sweep found: files removed, files with a row, files of names that are not ours, and files without a row that it left. */
export interface SweepResult {
  temp: number;
  images: number;
  thumbnails: number;
  kept: number;
  foreign: number;
  left: number;
}

const BATCH = 500;
/** A crash leaves a handful of files without rows. So many, and more than there are with rows: that is the wrong database. */
const SUSPICIOUS = 1_000;
const OWN_NAME = /\/([0-9a-f]{64})\.[a-z0-9]{2,5}$/;

interface Orphans {
  keys: string[];
  kept: number;
  foreign: number;
}

/**
 * Tidies up after a crash, at start-up, while the data directory's lock keeps everybody else out: removes temp files, and
 * images and thumbnails that no row names (the crash came between rename and commit). Files that are not ours stay.
 */
export async function sweep(
  { database, storage, log }: { database: Database; storage: Storage; log: Log },
): Promise<SweepResult> {
  const temp = await storage.clearTemp();
  const images = await findOrphans(database, storage, "images");
  const thumbnails = await findOrphans(database, storage, "thumbs");
  const kept = images.kept + thumbnails.kept;
  const foreign = images.foreign + thumbnails.foreign;
  const orphans = images.keys.length + thumbnails.keys.length;
  if (orphans > SUSPICIOUS && orphans > kept) {
    log.warning("Most files under the data directory belong to no row: is this its database? Nothing was removed", {
      orphans,
      kept,
    });
    return { temp, images: 0, thumbnails: 0, kept, foreign, left: orphans };
  }

  for (const key of [...images.keys, ...thumbnails.keys]) await storage.remove(key);
  const result = { temp, images: images.keys.length, thumbnails: thumbnails.keys.length, kept, foreign, left: 0 };
  if (temp + orphans > 0) log.info("Files that a crash left behind were removed", { ...result });
  if (foreign > 0) log.warning("Files with unknown names lie under the data directory", { foreign });
  return result;
}

/** Walks the files in batches: one indexed query for each, and only the keys of orphans are remembered. */
async function findOrphans(database: Database, storage: Storage, prefix: Prefix): Promise<Orphans> {
  const found: Orphans = { keys: [], kept: 0, foreign: 0 };
  let batch: string[] = [];
  const flush = async () => {
    const digests = batch.map((key) => OWN_NAME.exec(key)?.[1] ?? "");
    const expected = new Set((await listImagesBySha256(database, digests)).map((image) => keyOf(image, prefix)));
    for (const key of batch) {
      if (expected.has(key)) found.kept++;
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
