import type { Database } from "../../shared/database/handle.ts";
import { listPageReferences, listReadAgain, type PageReferences } from "./references_repository.ts";
import type { Finding } from "./finding.ts";
import { ruleOf } from "./invariants.ts";
import type { Progress } from "./progress.ts";

/** The number of pages in a step. A page has dozens of references, a sitemap up to 50,000. */
const STEP = 200;

/**
 * Goes through all pages whose references are recorded. `breaches` are the pages with a reference that is missing in the ledger, open
 * or without a source (see `PageReferences`), unless another run of the job has read the page again.
 */
export async function* stepsOfReferences(database: Database): AsyncGenerator<{ checked: number; breaches: PageReferences[] }> {
  for (let after = 0;;) {
    const pages = await listPageReferences(database, { after, limit: STEP });
    const broken = pages.filter(({ missing, open, unsourced }) => missing + open + unsourced > 0);
    const readAgain = new Set(await listReadAgain(database, broken.map(({ id }) => id)));
    yield { checked: pages.length, breaches: broken.filter(({ id }) => !readAgain.has(id)) };
    const last = pages.at(-1);
    if (!last) return;
    after = last.id;
  }
}

export async function checkReferences({ database, progress }: { database: Database; progress?: Progress }): Promise<Finding> {
  const finding: Finding = {
    invariant: "I6",
    rule: ruleOf("I6"),
    checked: 0,
    breaches: [],
  };
  for await (const { checked, breaches } of stepsOfReferences(database)) {
    finding.checked += checked;
    progress?.("I6, what pages named", finding.checked);
    finding.breaches.push(...breaches.map(describe));
  }
  return finding;
}

function describe({ jobId, url, missing, open, unsourced, example }: PageReferences): string {
  const faults = [
    missing > 0 ? `${missing} not in the ledger` : "",
    open > 0 ? `${open} without an outcome` : "",
    unsourced > 0 ? `${unsourced} stored without a source there` : "",
  ].filter((fault) => fault !== "");
  const one = example === null ? "" : ` (${example})`;
  return `job ${jobId}, URLs named by ${url}: ${faults.join(", ")}${one}`;
}
