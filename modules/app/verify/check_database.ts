import { verifyEmbedded } from "../../shared/database/embedded_verify.ts";
import type { Database } from "../../shared/database/handle.ts";
import type { Finding } from "./finding.ts";
import { ruleOf } from "./invariants.ts";
import type { Progress } from "./progress.ts";

/** Checks the files of an embedded database. The files of a server are elsewhere and have their own tools, so there is no finding. */
export async function checkDatabase(database: Database, progress?: Progress): Promise<Finding[]> {
  if (database.kind === "server") return [];
  const { checked, breaches } = await verifyEmbedded(database, (done, total) => {
    progress?.("DB, tables and indexes", done, total);
  });
  return [{
    invariant: "DB",
    rule: ruleOf("DB"),
    checked,
    breaches,
  }];
}
