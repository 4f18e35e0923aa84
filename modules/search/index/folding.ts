import type { Database } from "../../shared/database/handle.ts";
import type { Log } from "../../shared/log.ts";
import { repeat } from "../../shared/repeat.ts";
import { foldImages, foldTagCounts, sizeOfTail, vacuumBitmaps } from "./fold_repository.ts";

const EVERY_MILLISECONDS = 2_000;
/**
 * Images a fold: on a server a thousand take 0.1 s. Embedded, everybody else waits for it. Bitmaps written with each commit of a
 * crawl took 7 ms of 64 images on a server and 11 embedded; the triggers that are left take 2 and 3, of 512 that a crawl takes.
 */
const BLOCK = { server: 1_024, embedded: 256 };
/** A writer is at work most of the time. If more blocks than these wait to be folded, the fold waits for the writer's end. */
const MOST_BLOCKS = 8;
/** PGlite has no autovacuum: each fold leaves half a megabyte of old bitmaps, which only this gives back. */
const VACUUM_EVERY = 32;

/**
 * Takes images into the bitmaps in blocks, as they come, and the rest of a block once none comes any more. Searches are right
 * without it, but slower by each image that is read from its row. Returns a function that ends it.
 */
export function keepFolding({ database, log }: { database: Database; log: Log }): () => Promise<void> {
  let newestBefore = 0;
  let folds = 0;
  let stopped = false;

  const turn = async () => {
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
  const failed = (error: unknown) => log.warning("Images could not be taken into the bitmaps", { error });
  const end = repeat(turn, { everyMilliseconds: EVERY_MILLISECONDS, failed });
  return async () => {
    stopped = true;
    await end();
  };
}
