import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "./errors.ts";
import type { Log } from "./log.ts";

/** The room that is left on the disk of the data directory. */
export interface DiskSpace {
  /** Why nothing that grows may begin now, as a sentence with sizes; null while there is room. */
  shortage(): string | null;
  /** Whether so little is free that a database cannot get through without the reserve. */
  isFull(): boolean;
  /** Looks now rather than at the next second. */
  look(): Promise<void>;
  /** Gives up the reserve, so that what has met the wall gets through; false where there is none. */
  giveUpReserve(): Promise<boolean>;
  close(): void;
}

const LOOK_MILLISECONDS = 1_000;
/** Three files of PostgreSQL's log: what an embedded database needs to start on a full disk, and to say that jobs are paused. */
const RESERVE_BYTES = 48 * 1024 * 1024;
/** Between these two shares of the floor nothing changes, so that jobs do not pause and go on by turns. */
const ROOM_AGAIN = 1.25;

/**
 * Watches the disk of a data directory. There is a shortage below `floorBytes`, and until a quarter more is free again. The reserve
 * is a file that is written while there is room for it; a database that meets a full disk cannot even say so without it.
 */
export async function watchDisk(
  { dataDir, floorBytes, log, isReserving }: { dataDir: string; floorBytes: number; log: Log; isReserving: boolean },
): Promise<DiskSpace> {
  const reserve = join(dataDir, "reserve");
  let free = Infinity;
  let isShort = false;
  // Without it, it is written when there is room.
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
      // What is left of it is written anew with the next try; why it could not be written is told below.
      await Deno.remove(reserve).catch(() => {});
      log.warning("The reserve of the data directory cannot be written", { error: messageOf(error) });
    }
  };

  const look = () =>
    looking ??= measure()
      // A data directory that cannot be looked at is for those to report who write to it.
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

/** Bytes that no file system makes smaller, as it would zeros. */
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
