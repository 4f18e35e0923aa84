import { fsyncSync } from "node:fs";
import { PGlite } from "@electric-sql/pglite";

/** Where the database is (in memory without a directory), a dumped one to begin with, and PostgreSQL itself where it is compiled. */
export interface EngineOptions {
  directory?: string | undefined;
  template?: Blob | undefined;
  program?: WebAssembly.Module | undefined;
}

/** PGlite in this thread. */
export async function openEngine({ directory, template, program }: EngineOptions): Promise<PGlite> {
  const from = { ...(program ? { pgliteWasmModule: program } : {}), ...(template ? { loadDataDir: template } : {}) };
  if (!directory) return await PGlite.create(from);
  const startParams = [...PGlite.defaultStartParams.filter((parameter) => parameter !== "-F"), "-c", "wal_sync_method=fsync"];
  const opened = await PGlite.create({ ...from, dataDir: directory, startParams });
  syncForReal(opened);
  return opened;
}

/** PGlite's file system has no fsync, so that a power cut could destroy the database: PostgreSQL's own calls reach the disk here. */
function syncForReal({ Module: { FS } }: PGlite): void {
  const { type } = FS.lookupPath("/pglite/data", {}).node.mount;
  const { stream_ops: operations } = type as unknown as { stream_ops: Record<string, unknown> };
  operations.fsync = ({ nfd }: { nfd: number }) => fsyncSync(nfd);
}
