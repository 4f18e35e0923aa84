import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "./errors.ts";
import type { Log } from "./log.ts";

/** The free space on the disk of the data directory. */
export interface DiskSpace {
  /** Returns why nothing that needs space may begin now, as a sentence with sizes, or null. */
  shortage(): string | null;
  /** Whether so little is free that an embedded database cannot work without the reserve. */
  isFull(): boolean;
  /** Measures the free space now and does not wait for the next second. */
  look(): Promise<void>;
  /** Deletes the reserve, so that work which met the full disk can end. Returns false if there is none. */
  giveUpReserve(): Promise<boolean>;
  close(): void;
}

const LOOK_MILLISECONDS = 1_000;
/** Three files of PostgreSQL's log, which an embedded database needs to start on a full disk and to record that jobs are paused. */
const RESERVE_BYTES = 48 * 1024 * 1024;
/** A shortage ends at this multiple of the floor, so that jobs do not pause and resume by turns. */
const ROOM_AGAIN = 1.25;

/**
 * Watches the disk of a data directory. There is a shortage below `floorBytes`, until a quarter more is free again. The reserve is
 * a file that is written while there is room. Without it an embedded database on a full disk could not even report that.
 */
export async function watchDisk(
  { dataDir, floorBytes, log, isReserving }: { dataDir: string; floorBytes: number; log: Log; isReserving: boolean },
): Promise<DiskSpace> {
  const reserve = join(dataDir, "reserve");
  let free = Infinity;
  let isShort = false;
  // If the reserve does not exist, it is written when there is room.
  let reserved = await Deno.stat(reserve).then(({ size }) => size === RESERVE_BYTES, () => false);
  let looking: Promise<void> | null = null;

  const measure = async () => {
    const { bavail, bsize } = await statfs(dataDir);
    free = bavail * bsize;
    const wasShort = isShort;
    isShort = free < floorBytes * (isShort ? ROOM_AGAIN : 1);
    if (isShort !== wasShort) log.warning(isShort ? "The disk is nearly full" : "The disk has room again", { dataDir, free });
    if (isReserving && !isShort && !reserved && free > floorBytes * ROOM_AGAIN + RESERVE_BYTES) await fillReserve();
  };

  const fillReserve = async () => {
    try {
      await writeReserve(reserve);
      reserved = true;
    } catch (error) {
      // The next try overwrites the partial file, and the log says below why it could not be written.
      await Deno.remove(reserve).catch(() => {});
      log.warning("The reserve of the data directory cannot be written", { error: messageOf(error) });
    }
  };

  const look = () =>
    looking ??= measure()
      // Writes to the data directory report the error if it cannot be accessed at all.
      .catch((error: unknown) => log.warning("The free space of the data directory is not known", { error: messageOf(error) }))
      .finally(() => looking = null);

  await look();
  const timer = setInterval(() => void look(), LOOK_MILLISECONDS);

  return {
    shortage: () => {
      if (!isShort) return null;
      return `The disk of ${dataDir} is nearly full: ${megabytes(free)} MB are free, and ${
        megabytes(floorBytes * ROOM_AGAIN)
      } MB are needed to go on`;
    },
    isFull: () => free < RESERVE_BYTES,
    look,
    giveUpReserve: async () => {
      if (!reserved) return false;
      await Deno.remove(reserve);
      reserved = false;
      log.warning("The disk is full: the reserve of the data directory was given up", { dataDir });
      return true;
    },
    close: () => clearInterval(timer),
  };
}

/** Writes random bytes, because a file system may compress zeros. */
async function writeReserve(path: string): Promise<void> {
  const noise = crypto.getRandomValues(new Uint8Array(64 * 1024));
  using file = await Deno.open(path, { create: true, write: true, truncate: true });
  for (let written = 0; written < RESERVE_BYTES;) {
    written += await file.write(noise.subarray(0, Math.min(noise.length, RESERVE_BYTES - written)));
  }
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1_000_000);
}
