import type { Database } from "../../shared/database/handle.ts";
import type { Log } from "../../shared/log.ts";
import { repeat } from "../../shared/repeat.ts";
import { foldImages, foldTagCounts, sizeOfTail, vacuumBitmaps } from "./fold_repository.ts";

const EVERY_MILLISECONDS = 2_000;
/**
 * Images per fold. On a server 1,000 images take 0.1 s. On the embedded database, others wait for a fold. The triggers take 2 ms
 * (embedded 3) of the 512 ms in which a crawl stores 64 images; to write all bitmaps in each commit took 7 ms (embedded 11).
 */
const BLOCK = { server: 1_024, embedded: 256 };
/** A writer is at work most of the time. If this many blocks wait to be folded, the fold waits until no writer is at work. */
const MOST_BLOCKS = 8;
/** PGlite has no autovacuum, and each fold leaves 0.5 MB of old bitmaps. */
const VACUUM_EVERY = 32;

/**
 * Adds new images to the bitmaps in blocks, and fewer than a block if no new ones come. Without it, searches find the same but
 * become slower with each image that is read from its row. Returns a function that ends it.
 */
export function keepFolding({ database, log }: { database: Database; log: Log }): () => Promise<void> {
  let newestBefore = 0;
  let folds = 0;
  let stopped = false;

  const foldWaiting = async () => {
    const block = BLOCK[database.kind];
    for (;;) {
      const { waiting, newest } = await sizeOfTail(database, block * MOST_BLOCKS);
      const isQuiet = newest === newestBefore;
      newestBefore = newest;
      if (stopped || waiting === 0 || (waiting < block && !isQuiet)) return;
      const folded = await foldImages(database, block, waiting >= block * MOST_BLOCKS);
      if (!folded) return;
      await foldTagCounts(database);
      if (database.kind === "embedded" && ++folds % VACUUM_EVERY === 0) await vacuumBitmaps(database);
    }
  };
  const failed = (error: unknown) => log.warning("Images could not be added to the bitmaps", { error });
  const end = repeat(foldWaiting, { everyMilliseconds: EVERY_MILLISECONDS, failed });
  return async () => {
    stopped = true;
    await end();
  };
}
