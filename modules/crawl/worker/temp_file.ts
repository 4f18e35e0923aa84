import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { messageOf } from "../../shared/errors.ts";
import { FetchFault } from "../egress/faults.ts";
import { cutWords } from "../texts.ts";

export interface TempFile {
  /** The file's name in the temp directory. */
  temp: string;
  sha256: string;
  md5: string;
  bytes: number;
}

/** The size in which a file is hashed and written. Most images are smaller. */
const PIECE_BYTES = 256 * 1_024;

/**
 * Streams a body to a new file, hashes it and syncs it. If this fails, no file is left. Throws the fault `disk` if the disk
 * refuses the write, and `too_large` past `maxBytes`.
 */
export async function writeTempFile(
  directory: string,
  body: AsyncIterable<Uint8Array>,
  { maxBytes = Infinity }: { maxBytes?: number } = {},
): Promise<TempFile> {
  const temp = crypto.randomUUID();
  const path = join(directory, temp);
  const hashes = { sha256: createHash("sha256"), md5: createHash("md5") };
  let bytes = 0;
  let file: Deno.FsFile | null = null;
  try {
    for await (const piece of inPieces(body)) {
      bytes += piece.byteLength;
      if (bytes > maxBytes) throw new FetchFault("too_large", { code: "body_too_large", bytes: maxBytes });
      hashes.sha256.update(piece);
      hashes.md5.update(piece);
      file ??= await writing(() => Deno.open(path, { write: true, createNew: true }));
      await append(file, piece);
    }
    file ??= await writing(() => Deno.open(path, { write: true, createNew: true }));
    await sync(file);
  } catch (error) {
    if (file !== null) await Deno.remove(path);
    throw error;
  } finally {
    file?.close();
  }
  return { temp, bytes, sha256: hashes.sha256.digest("hex"), md5: hashes.md5.digest("hex") };
}

/** Writes bytes that are in memory to a temp file, like `writeTempFile()`. */
export function writeBytes(directory: string, bytes: Uint8Array): Promise<TempFile> {
  return writeTempFile(
    directory,
    (async function* () {
      yield await Promise.resolve(bytes);
    })(),
  );
}

/** Joins chunks into larger pieces, because a body may arrive one byte at a time. */
async function* inPieces(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes < PIECE_BYTES) continue;
    yield Buffer.concat(chunks.splice(0));
    bytes = 0;
  }
  const [first] = chunks;
  if (first && chunks.length === 1) yield first;
  else if (chunks.length > 0) yield Buffer.concat(chunks);
}

async function append(file: Deno.FsFile, piece: Uint8Array): Promise<void> {
  await writing(async () => {
    for (let written = 0; written < piece.byteLength;) written += await file.write(piece.subarray(written));
  });
}

async function sync(file: Deno.FsFile): Promise<void> {
  await writing(() => file.sync());
}

async function writing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new FetchFault("disk", { code: "disk_refuses", text: cutWords(messageOf(error)) }, { cause: error });
  }
}
