import { fsyncSync } from "node:fs";
import { PGlite } from "@electric-sql/pglite";
import { amcheck } from "@electric-sql/pglite/contrib/amcheck";
import type { ChildOptions } from "./pglite_child_options.ts";

/**
 * Limits the log that PostgreSQL keeps after a checkpoint, in files of 16 MB. PGlite runs no checkpointer; `pglite_lifecycle.ts`
 * makes the checkpoints.
 */
const LOG_SIZE = ["-c", "min_wal_size=32MB", "-c", "max_wal_size=64MB"];

/** Opens PGlite in this thread. */
export async function openEngine({ directory, template }: ChildOptions): Promise<PGlite> {
  const from = {
    extensions: { amcheck },
    ...(template ? { loadDataDir: new Blob([await Deno.readFile(template)], { type: "application/x-gzip" }) } : {}),
  };
  if (!directory) return await PGlite.create(from);
  const withoutFsync = (parameter: string) => parameter === "-F";
  const startParams = [
    ...PGlite.defaultStartParams.filter((parameter) => !withoutFsync(parameter)),
    ...["-c", "wal_sync_method=fsync", ...LOG_SIZE],
  ];
  const opened = await PGlite.create({ ...from, dataDir: directory, startParams });
  passOnFsync(opened);
  return opened;
}

/** Passes PostgreSQL's fsync calls to the disk. PGlite's file system ignores them, so a power cut could destroy the database. */
function passOnFsync({ Module: { FS } }: PGlite): void {
  const { type } = FS.lookupPath("/pglite/data", {}).node.mount;
  const { stream_ops: operations } = type as unknown as { stream_ops: Record<string, unknown> };
  operations.fsync = ({ nfd }: { nfd: number }) => fsyncSync(nfd);
}
