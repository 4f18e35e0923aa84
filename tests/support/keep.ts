import {
  createKeepDeps,
  type Incoming,
  keepAlone,
  type KeepDeps,
  keepImages,
  type KeptImage,
  type NotKept,
} from "../../modules/images/storing/store.ts";
import { inspectFile } from "../../modules/images/inspect/inspect.ts";
import { openStorage } from "../../modules/images/storing/storage.ts";
import type { Database, Queryable } from "../../modules/shared/database/handle.ts";

/** Keeping into a folder of its own, with the real decoder in this process. */
export async function openKeep(database: Database, dataDir: string): Promise<KeepDeps> {
  const inspect = ({ path, thumbnailPath }: { path: string; thumbnailPath: string }) => inspectFile(path, thumbnailPath);
  return createKeepDeps({ database, storage: await openStorage(dataDir), inspect: { inspect } });
}

/** Keeps one image in a batch of its own. */
export async function keepImage(
  deps: KeepDeps,
  incoming: Incoming,
  record: (tx: Queryable, imageId: number, isNew: boolean) => Promise<void>,
): Promise<KeptImage | NotKept> {
  return await keepAlone(deps, incoming, async (prepared) => {
    const [kept] = await keepImages(deps, [prepared], async (tx, [image]) => {
      if (image) await record(tx, image.imageId, image.outcome === "stored");
    });
    if (!kept) throw new Error("Nothing was kept");
    return kept;
  });
}
