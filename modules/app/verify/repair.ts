import type { InspectPool } from "../../images/inspect/pool.ts";
import type { Finding } from "./finding.ts";
import { repairBrokenThumbnails } from "./repair_broken_thumbnails.ts";
import { repairFinds } from "./repair_finds.ts";
import type { VerifyDeps } from "./verify.ts";

export interface RepairDeps extends VerifyDeps {
  /** Starts what decodes images; the repair that has it started closes it. */
  openInspect: () => InspectPool;
}

/** Mends what breaks one invariant, as far as that can be done, and returns a line for each thing that it did or could not do. */
type Repair = (deps: RepairDeps, findings: readonly Finding[]) => Promise<string[]>;

/** All repairs, in the order in which they are made. */
const REPAIRS: readonly Repair[] = [repairFinds, repairBrokenThumbnails];

/** Mends what can be mended of what `verify` has found. Jobs that have ended stay as they are. */
export async function repair(deps: RepairDeps, findings: readonly Finding[]): Promise<string[]> {
  if (isDamaged(findings)) return ["Nothing was repaired: what is written to a damaged database may be lost as well."];
  const lines: string[] = [];
  for (const one of REPAIRS) lines.push(...await one(deps, findings));
  return lines;
}

export function isDamaged(findings: readonly Finding[]): boolean {
  return findings.some(({ invariant, breaches }) => invariant === "DB" && breaches.length > 0);
}
