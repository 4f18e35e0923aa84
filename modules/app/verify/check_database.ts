import { verifyEmbedded } from "../../shared/database/embedded_verify.ts";
import type { Database } from "../../shared/database/handle.ts";
import type { Finding } from "./finding.ts";
import type { Progress } from "./progress.ts";

/** Checks the files of an embedded database. Returns nothing for a server, which has its own tools and whose files are elsewhere. */
export async function checkDatabase(database: Database, progress?: Progress): Promise<Finding[]> {
  if (database.kind === "server") return [];
  const { checked, breaches } = await verifyEmbedded(database, (done, total) => {
    progress?.("DB, tables and indexes", done, total);
  });
  return [{
    invariant: "DB",
    rule: "Every file, table and index of the embedded database can be read in full",
    checked,
    breaches,
  }];
}
