import { inspectFile } from "../../modules/images/inspect/inspect.ts";
import { placeFiles, type Stored } from "../../modules/images/storing/place_files.ts";
import { openStorage } from "../../modules/images/storing/storage.ts";
import {
  createStoreDeps,
  type Incoming,
  type NotStored,
  type Prepared,
  storeAlone,
  type StoreDeps,
} from "../../modules/images/storing/store.ts";
import type { Database, Queryable } from "../../modules/shared/database/handle.ts";

/** What tests need to store images: a folder of its own, and the real decoder in this process. */
export async function openStore(database: Database, dataDir: string): Promise<StoreDeps> {
  const inspect = ({ path, thumbnailPath }: { path: string; thumbnailPath: string }) => inspectFile(path, thumbnailPath);
  return createStoreDeps({ database, storage: await openStorage(dataDir), inspect: { inspect } });
}

/** Writes sources of the images, for example, in the same transaction as their rows. */
export type Recorder = (tx: Queryable, stored: Stored[]) => Promise<void>;

/** Stores prepared images as a crawl does: first the files, then the rows and what `record` writes in one transaction. */
export async function storeBatch(deps: StoreDeps, batch: Prepared[], record: Recorder): Promise<Stored[]> {
  const files = await placeFiles(deps, batch);
  try {
    const stored = await deps.database.transaction(async (tx) => {
      const rows = await files.insertRows(tx);
      await record(tx, rows);
      return rows;
    });
    await files.removeDuplicates(stored);
    return stored;
  } catch (error) {
    await files.takeBack();
    throw error;
  }
}

/** Stores one image in a batch of its own. */
export async function storeImage(
  deps: StoreDeps,
  incoming: Incoming,
  record: (tx: Queryable, imageId: number, isNew: boolean) => Promise<void>,
): Promise<Stored | NotStored> {
  return await storeAlone(deps, incoming, async (prepared) => {
    const [stored] = await storeBatch(deps, [prepared], async (tx, [image]) => {
      if (image) await record(tx, image.imageId, image.outcome === "stored");
    });
    if (!stored) throw new Error("Nothing was stored");
    return stored;
  });
}
