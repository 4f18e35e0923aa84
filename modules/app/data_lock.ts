import { join } from "node:path";
import { z } from "zod";
import { AppError, messageOf } from "../shared/errors.ts";

/** The content of the lock file: the process that holds the data directory. A command passes its work to that process. */
export const LockHolder = z.object({
  pid: z.number().int(),
  /** The address of its web server, or null while it has none. */
  address: z.string().nullable(),
  /** A Bearer token that the server accepts. Only the owner can read the file. */
  secret: z.string(),
});
export type LockHolder = z.infer<typeof LockHolder>;

export interface DataLock {
  readonly secret: string;
  setAddress(address: string): Promise<void>;
  release(): void;
}

/** Thrown if another process holds the data directory. */
export class DataDirectoryBusy extends AppError {
  readonly holder: LockHolder | null;

  constructor(dataDir: string, holder: LockHolder | null) {
    const who = holder
      ? `process ${holder.pid}${holder.address ? `, which answers at ${holder.address}` : ""}`
      : "another process";
    super("conflict", `The data directory ${dataDir} is in use by ${who}. Stop it, or set DATA_DIR to another directory.`);
    this.holder = holder;
  }
}

/**
 * Locks the data directory for this process, and makes it if it is missing. PGlite has no lock of its own, and a second process
 * would destroy rows. The operating system releases the lock when the process ends, however it ends.
 */
export async function lockDataDirectory(dataDir: string): Promise<DataLock> {
  const file = await openLockFile(dataDir);
  if (!file.tryLockSync(true)) {
    file.close();
    throw new DataDirectoryBusy(dataDir, await readHolder(dataDir));
  }
  const secret = crypto.randomUUID() + crypto.randomUUID();
  const write = async (address: string | null) => {
    const bytes = new TextEncoder().encode(JSON.stringify({ pid: Deno.pid, address, secret } satisfies LockHolder));
    await file.seek(0, Deno.SeekMode.Start);
    await file.write(bytes);
    await file.truncate(bytes.byteLength);
    await file.sync();
  };
  await write(null).catch((error: unknown) => {
    file.close();
    throw cannotWrite(dataDir, error);
  });
  return { secret, setAddress: write, release: () => file.close() };
}

async function openLockFile(dataDir: string): Promise<Deno.FsFile> {
  try {
    await Deno.mkdir(dataDir, { recursive: true });
    return await Deno.open(join(dataDir, "lock"), { read: true, write: true, create: true, mode: 0o600 });
  } catch (error) {
    throw cannotWrite(dataDir, error);
  }
}

function cannotWrite(dataDir: string, error: unknown): AppError {
  return new AppError("unavailable", `The data directory ${dataDir} cannot be written: ${messageOf(error)}`, { cause: error });
}

/** Reads the lock file. Returns null if it names no process. The process that it names may have ended. */
export async function readHolder(dataDir: string): Promise<LockHolder | null> {
  try {
    return LockHolder.parse(JSON.parse(await Deno.readTextFile(join(dataDir, "lock"))));
  } catch {
    // The file is missing, or was cut off by a crash. Either way it names no process.
    return null;
  }
}
