import { createHash } from "node:crypto";
import { join } from "node:path";
import { messageOf } from "../../shared/errors.ts";
import { FetchFault } from "../egress/faults.ts";

export interface TempFile {
  /** The file's name in the temp directory. */
  temp: string;
  sha256: string;
  md5: string;
  bytes: number;
}

/** Streams a body to a new file, hashing it on the way, and syncs it. Leaves no file behind where it fails; throws a fault `disk` where the disk is to blame. */
export async function writeTempFile(directory: string, body: AsyncIterable<Uint8Array>): Promise<TempFile> {
  const temp = crypto.randomUUID();
  const path = join(directory, temp);
  const hashes = { sha256: createHash("sha256"), md5: createHash("md5") };
  let bytes = 0;
  const file = await writing(() => Deno.open(path, { write: true, createNew: true }));
  try {
    for await (const chunk of body) {
      hashes.sha256.update(chunk);
      hashes.md5.update(chunk);
      bytes += chunk.byteLength;
      await writing(() => writeAll(file, chunk));
    }
    await writing(() => file.sync());
  } catch (error) {
    await Deno.remove(path);
    throw error;
  } finally {
    file.close();
  }
  return { temp, bytes, sha256: hashes.sha256.digest("hex"), md5: hashes.md5.digest("hex") };
}

async function writing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new FetchFault("disk", `The data directory cannot be written: ${messageOf(error)}`, { cause: error });
  }
}

async function writeAll(file: Deno.FsFile, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.byteLength;) written += await file.write(chunk.subarray(written));
}
