import { openEngine } from "./pglite_engine.ts";

/** The entry of a process that makes an embedded database in the directory that is its argument, and ends. */
if (import.meta.main) {
  const [directory] = Deno.args;
  if (directory === undefined) throw new Error("The directory of the database is missing");
  await (await openEngine({ directory })).close();
}
