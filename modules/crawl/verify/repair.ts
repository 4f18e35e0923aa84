import { repairFinds } from "./repair_finds.ts";
import type { VerifyDeps } from "./verify.ts";

/** Mends what breaks one invariant, as far as that can be done, and returns a line for each thing that it did or could not do. */
type Repair = (deps: VerifyDeps) => Promise<string[]>;

/** All repairs, in the order in which they are made. */
const REPAIRS: readonly Repair[] = [repairFinds];

/** Mends what can be mended. Jobs that have ended stay as they are. */
export async function repair(deps: VerifyDeps): Promise<string[]> {
  const lines: string[] = [];
  for (const one of REPAIRS) lines.push(...await one(deps));
  return lines;
}
