import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";

/** The files of a new database. */
class NewFiles extends NodeFS {
  /** Comes when all of them are there, before PostgreSQL is started on them: that would take its memory once more, for nothing. */
  override syncToFs(): Promise<void> {
    syncAll(this.rootDir);
    Deno.exit();
  }
}

/** Writes what the system holds back of these files: PostgreSQL takes them for durable. */
function syncAll(path: string): void {
  if (Deno.statSync(path).isDirectory) { for (const { name } of Deno.readDirSync(path)) syncAll(join(path, name)); }
  using file = Deno.openSync(path);
  file.syncSync();
}

/** The entry of a process that makes an embedded database in the directory that is its argument, and ends. */
if (import.meta.main) {
  const [directory] = Deno.args;
  if (directory === undefined) throw new Error("The directory of the database is missing");
  await PGlite.create({ fs: new NewFiles(directory) });
}
