import { join } from "node:path";
import { z } from "zod";
import { AppError, messageOf } from "../shared/errors.ts";

/** What the lock file says of the process that holds the data directory: a command hands its work over to it. */
export const LockHolder = z.object({
  pid: z.number().int(),
  /** Where its web server answers; null while it has none. */
  address: z.string().nullable(),
  /** Accepted as a Bearer token by that server; the file can be read by its owner only. */
  secret: z.string(),
});
export type LockHolder = z.infer<typeof LockHolder>;

export interface DataLock {
  readonly secret: string;
  setAddress(address: string): Promise<void>;
  release(): void;
}

/** Thrown where another process holds the data directory. */
export class DataDirectoryBusy extends AppError {
  readonly holder: LockHolder | null;

  constructor(dataDir: string, holder: LockHolder | null) {
    const who = holder
      ? `process ${holder.pid}${holder.address ? `, which answers at ${holder.address}` : ""}`
      : "another process";
    super("conflict", `The data directory ${dataDir} is in use by ${who}. Stop it, or set DATA_DIR to another directory`);
    this.holder = holder;
  }
}

/**
 * Takes the data directory for this process alone: PGlite has no lock of its own, and a second process would destroy rows.
 * The lock is the operating system's, so it is free again however the process ends. Makes the directory where it is missing.
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

/** What the lock file says; null where it says nothing. Its process may be gone. */
export async function readHolder(dataDir: string): Promise<LockHolder | null> {
  try {
    return LockHolder.parse(JSON.parse(await Deno.readTextFile(join(dataDir, "lock"))));
  } catch {
    // It is missing, or was cut short by a crash: it names nobody, which is what null says.
    return null;
  }
}
