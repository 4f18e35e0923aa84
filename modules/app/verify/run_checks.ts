import { sqlState } from "../../shared/database/handle.ts";
import { messageOf } from "../../shared/errors.ts";
import type { Finding } from "./finding.ts";
import type { VerifyDeps } from "./verify.ts";

export interface Check {
  invariant: Finding["invariant"];
  /** Names the check in the line that shows the progress. */
  title: string;
  run: (deps: VerifyDeps) => Promise<Finding | Finding[]>;
}

/** PostgreSQL's class of internal errors, such as "data corrupted". */
const CORRUPTED = /^XX/;

/** Makes all checks. If a check throws because the database is damaged, that is a breach, and the other checks are still made. */
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
