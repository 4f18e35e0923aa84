import { sqlState } from "../../shared/database/handle.ts";
import { messageOf } from "../../shared/errors.ts";
import type { Finding } from "./finding.ts";
import type { VerifyDeps } from "./verify.ts";

export interface Check {
  invariant: Finding["invariant"];
  /** The name of the check in the progress line. */
  title: string;
  run: (deps: VerifyDeps) => Promise<Finding | Finding[]>;
}

/** PostgreSQL's class of internal errors, such as "data corrupted". */
const CORRUPTED = /^XX/;

/** Runs all checks. A check that fails because the database is damaged counts as a breach, and the others still run. */
export async function runChecks(deps: VerifyDeps, checks: readonly Check[], damage: Finding[]): Promise<Finding[]> {
  const isDamaged = damage.some(({ breaches }) => breaches.length > 0);
  const findings = [...damage];
  for (const { invariant, title, run } of checks) {
    deps.progress?.(`${invariant}, ${title}`);
    try {
      findings.push(...[await run(deps)].flat());
    } catch (error) {
      if (!isDamaged && !CORRUPTED.test(sqlState(error) ?? "")) throw error;
      findings.push({
        invariant,
        rule: `About ${title}`,
        checked: 0,
        breaches: [`it could not be checked: ${messageOf(error)}`],
      });
    }
  }
  return findings;
}
