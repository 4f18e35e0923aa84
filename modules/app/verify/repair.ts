import type { InspectPool } from "../../images/inspect/pool.ts";
import type { Finding } from "./finding.ts";
import { repairBrokenThumbnails } from "./repair_broken_thumbnails.ts";
import { repairFinds } from "./repair_finds.ts";
import type { VerifyDeps } from "./verify.ts";

export interface RepairDeps extends VerifyDeps {
  /** Starts the processes that decode images. The caller closes the pool. */
  openInspect: () => InspectPool;
}

/** Repairs breaches of one invariant. Returns a line for each repair that it made or could not make. */
type Repair = (deps: RepairDeps, findings: readonly Finding[]) => Promise<string[]>;

const REPAIRS: readonly Repair[] = [repairFinds, repairBrokenThumbnails];

/** Repairs those findings of `verify` that can be repaired. Jobs that have ended stay as they are. */
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
