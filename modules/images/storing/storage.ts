import { createHash } from "node:crypto";
import { dirname, join, resolve } from "node:path";
import { DiskError, messageOf } from "../../shared/errors.ts";
import type { Thumbnail } from "../urls.ts";

/**
 * Stores files. A key names a file: `images/<job-id>/<sha256>.<ext>` or `thumbs/<sha256[0:2]>/<sha256>.webp`. Nothing else in the
 * program reads or writes stored files. The functions throw `DiskError` if the disk refuses a write.
 */
export interface Storage {
  readonly root: string;
  /** The folder of temp files. It is on the same file system, so that `adopt()` can rename. */
  readonly tempDirectory: string;
  /** Renames a synced temp file to its key. The name is durable after `syncDirectories()` has resolved for the key. */
  adopt(tempPath: string, key: string): Promise<void>;
  /** Moves an adopted file back to a temp path. Does nothing if there is no such file. */
  release(key: string, tempPath: string): Promise<void>;
  /** Replaces a missing file by a temp file: syncs it, adopts it, and makes its name durable. */
  restore(tempPath: string, key: string): Promise<void>;
  /** Makes the names of files durable. Syncs each of their folders once. */
  syncDirectories(keys: readonly string[]): Promise<void>;
  /** Opens a file or a range of it; null if there is no such file. `size` is that of the whole file, in bytes. */
  open(key: string, range?: ByteRange): Promise<{ stream: ReadableStream<Uint8Array<ArrayBuffer>>; size: number } | null>;
  /** Returns the size in bytes, or null if there is no such file. */
  size(key: string): Promise<number | null>;
  has(key: string): Promise<boolean>;
  /** Returns the SHA-256 of the bytes in hexadecimal, or null if there is no such file. */
  digest(key: string): Promise<string | null>;
  /** Removes a file. Returns false if there was none. */
  remove(key: string): Promise<boolean>;
  /** Lists all files under a prefix, including those whose names are not valid keys. */
  list(prefix: Prefix): AsyncIterable<StoredFile>;
  /** Lists only the names: for a million files that takes seconds, while `list()` takes minutes. */
  listKeys(prefix: Prefix): AsyncIterable<string>;
  /** Removes all temp files and returns their number. To be called only at start-up, while nobody writes. */
  clearTemp(): Promise<number>;
}

/** Positions of the first and the last byte, which belongs to the range. */
export interface ByteRange {
  start: number;
  end: number;
}

export interface StoredFile {
  key: string;
  size: number;
  modified: Date | null;
}

export type Prefix = "images" | "thumbs";

const KEY = /^(images\/\d{1,19}\/[0-9a-f]{64}\.[a-z0-9]{2,5}|thumbs\/[0-9a-f]{2}\/[0-9a-f]{64}\.webp)$/;

export function imageKey(jobId: number, sha256: string, extension: string): string {
  return `images/${jobId}/${sha256}.${extension}`;
}

export function thumbnailKey(sha256: string): string {
  return `thumbs/${sha256.slice(0, 2)}/${sha256}.webp`;
}

/** Returns the key of an image's file under a prefix; null for the thumbnail of an image that has no thumbnail file. */
export function keyOf(
  { storageKey, sha256, thumbnail }: { storageKey: string; sha256: string; thumbnail: Thumbnail },
  prefix: Prefix,
): string | null {
  if (prefix === "images") return storageKey;
  return thumbnail === "file" ? thumbnailKey(sha256) : null;
}

/** Opens the storage in the data directory, and makes its folders. */
export async function openStorage(dataDir: string): Promise<Storage> {
  const root = resolve(dataDir);
  const tempDirectory = join(root, "tmp");
  const made = new Set<string>();
  await writing(async () => {
    for (const folder of ["tmp", "images", "thumbs"]) await Deno.mkdir(join(root, folder), { recursive: true });
    await syncPath(root);
  });

  return {
    root,
    tempDirectory,
    adopt: (tempPath, key) => writing(() => adopt(made, tempPath, pathOf(root, key))),
    release: async (key, tempPath) => {
      if (await statFile(pathOf(root, key)) !== null) await writing(() => Deno.rename(pathOf(root, key), tempPath));
    },
    restore: (tempPath, key) =>
      writing(async () => {
        await syncPath(tempPath);
        await adopt(made, tempPath, pathOf(root, key));
        await syncPath(dirname(pathOf(root, key)));
      }),
    syncDirectories: (keys) =>
      writing(async () => {
        await Promise.all([...new Set(keys.map((key) => dirname(pathOf(root, key))))].map(syncPath));
      }),
    open: (key, range) => open(pathOf(root, key), range),
    size: async (key) => (await statFile(pathOf(root, key)))?.size ?? null,
    digest: (key) => digest(pathOf(root, key)),
    has: async (key) => await statFile(pathOf(root, key)) !== null,
    remove: (key) => removeFile(pathOf(root, key)),
    list: (prefix) => listFiles(root, prefix),
    listKeys: (prefix) => listNames(root, prefix),
    clearTemp: () => clear(tempDirectory),
  };
}

function pathOf(root: string, key: string): string {
  if (!KEY.test(key)) throw new Error(`"${key}" is not a storage key`);
  return join(root, key);
}

async function adopt(made: Set<string>, tempPath: string, path: string): Promise<void> {
  const folder = dirname(path);
  if (!made.has(folder)) await makeFolder(folder);
  made.add(folder);
  try {
    await Deno.rename(tempPath, path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    await makeFolder(folder);
    await Deno.rename(tempPath, path);
  }
}

async function makeFolder(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  await syncPath(dirname(folder));
}

async function syncPath(path: string): Promise<void> {
  using file = await Deno.open(path);
  await file.sync();
}

/** Does `work`, and throws its errors as `DiskError`. Callers pause a job for that instead of failing the image. */
async function writing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new DiskError(`The data directory cannot be written: ${messageOf(error)}`, { cause: error });
  }
}

async function open(path: string, range?: ByteRange) {
  try {
    const file = await Deno.open(path);
    const { size, isFile } = await file.stat();
    if (!isFile) {
      file.close();
      return null;
    }
    return { stream: range ? await rangeOf(file, range) : file.readable, size };
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

async function rangeOf(file: Deno.FsFile, { start, end }: ByteRange): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  await file.seek(start, Deno.SeekMode.Start);
  let left = end - start + 1;
  return file.readable.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        controller.enqueue(chunk.subarray(0, left));
        left -= Math.min(left, chunk.length);
        if (left === 0) controller.terminate();
      },
    }),
  );
}

async function digest(path: string): Promise<string | null> {
  const opened = await open(path);
  if (opened === null) return null;
  const hash = createHash("sha256");
  for await (const chunk of opened.stream) hash.update(chunk);
  return hash.digest("hex");
}

async function statFile(path: string): Promise<Deno.FileInfo | null> {
  try {
    const info = await Deno.stat(path);
    return info.isFile ? info : null;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

/** Whether there is no file. A folder under the file's name, or a file under its folder's name, counts as no file too. */
function isAbsent(error: unknown): boolean {
  return [Deno.errors.NotFound, Deno.errors.NotADirectory, Deno.errors.IsADirectory].some((known) => error instanceof known);
}

async function removeFile(path: string): Promise<boolean> {
  try {
    await Deno.remove(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function* listFiles(root: string, folder: string): AsyncGenerator<StoredFile> {
  for await (const key of listNames(root, folder)) {
    const info = await statFile(join(root, key));
    if (info) yield { key, size: info.size, modified: info.mtime };
  }
}

async function* listNames(root: string, folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(join(root, folder))) {
    const key = `${folder}/${entry.name}`;
    if (entry.isDirectory) yield* listNames(root, key);
    else yield key;
  }
}

async function clear(folder: string): Promise<number> {
  let count = 0;
  for await (const { name } of Deno.readDir(folder)) {
    await Deno.remove(join(folder, name), { recursive: true });
    count++;
  }
  return count;
}
