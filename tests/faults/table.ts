import { DATABASE_FAULTS } from "./database_faults.ts";
import { DISK_FAULTS } from "./disk_faults.ts";
import type { Fault } from "./fault.ts";
import { OTHER_FAULTS } from "./other_faults.ts";
import { PROCESS_FAULTS } from "./process_faults.ts";
import { SITE_FAULTS } from "./site_faults.ts";
import type { Stage } from "./stage.ts";

/** All faults that are tried, in the order of their numbers. */
export const FAULTS: readonly Fault[] = [
  ...PROCESS_FAULTS,
  ...DATABASE_FAULTS,
  ...DISK_FAULTS,
  ...SITE_FAULTS,
  ...OTHER_FAULTS,
].sort((a, b) => a.number - b.number);

/** Returns the faults that can be tried on a stage of this kind. */
export function faultsOf({ kind, disk }: Pick<Stage, "kind" | "disk">): Fault[] {
  return FAULTS.filter((fault) => fault.kinds.includes(kind) && (fault.disk === undefined || disk !== null));
}
