import type { InspectPool } from "../../images/inspect/pool.ts";
import type { Finding } from "./finding.ts";
import { repairBrokenThumbnails } from "./repair_broken_thumbnails.ts";
import { repairReferences } from "./repair_references.ts";
import type { VerifyDeps } from "./verify.ts";

export interface RepairDeps extends VerifyDeps {
  /** Opens the inspect pool. The repair that opens it closes it. */
  openInspect: () => InspectPool;
}

/** Mends breaches of one invariant as far as possible. Returns a line for each thing that it did or could not do. */
type Repair = (deps: RepairDeps, findings: readonly Finding[]) => Promise<string[]>;

/** All repairs in the order in which they run. */
const REPAIRS: readonly Repair[] = [repairReferences, repairBrokenThumbnails];

/** Mends the breaches that `verify()` found, as far as possible. Jobs that have ended are not changed. */
export async function repair(deps: RepairDeps, findings: readonly Finding[]): Promise<string[]> {
  if (isDamaged(findings)) {
    return ["Nothing was repaired, because changes of a damaged database may be lost too. Restore the database first."];
  }
  const lines: string[] = [];
  for (const one of REPAIRS) lines.push(...await one(deps, findings));
  return lines;
}

export function isDamaged(findings: readonly Finding[]): boolean {
  return findings.some(({ invariant, breaches }) => invariant === "DB" && breaches.length > 0);
}
