import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";

/** The files of a new database. */
class NewFiles extends NodeFS {
  /** PGlite calls this when all files are written, and would then start PostgreSQL on them, which is not needed. */
  override syncToFs(): Promise<void> {
    syncAll(this.rootDir);
    Deno.exit();
  }
}

/** Syncs all files below a path, because PostgreSQL relies on them being durable. */
function syncAll(path: string): void {
  if (Deno.statSync(path).isDirectory) { for (const { name } of Deno.readDirSync(path)) syncAll(join(path, name)); }
  using file = Deno.openSync(path);
  file.syncSync();
}

/** The entry of a process that makes an embedded database in the directory given as its argument, and ends. */
if (import.meta.main) {
  const [directory] = Deno.args;
  if (directory === undefined) throw new Error("The directory of the database is missing");
  await PGlite.create({ fs: new NewFiles(directory) });
}
