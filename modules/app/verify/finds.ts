import type { Database } from "../../shared/database/handle.ts";
import { listPageFinds, listReadAgain, type PageFinds } from "./finds_repository.ts";
import type { Finding } from "./finding.ts";
import type { Progress } from "./progress.ts";

/** Pages in a step. A page names dozens of URLs, a sitemap up to 50,000. */
const STEP = 200;

/** Checks all pages whose URLs are recorded, step by step. `breaches` are pages with lost URLs that no later run has read again. */
export async function* stepsOfFinds(database: Database): AsyncGenerator<{ checked: number; breaches: PageFinds[] }> {
  for (let after = 0;;) {
    const pages = await listPageFinds(database, { after, limit: STEP });
    const broken = pages.filter(({ missing, open, unsourced }) => missing + open + unsourced > 0);
    const readAgain = new Set(await listReadAgain(database, broken.map(({ id }) => id)));
    yield { checked: pages.length, breaches: broken.filter(({ id }) => !readAgain.has(id)) };
    const last = pages.at(-1);
    if (!last) return;
    after = last.id;
  }
}

export async function checkFinds({ database, progress }: { database: Database; progress?: Progress }): Promise<Finding> {
  const finding: Finding = {
    invariant: "I6",
    rule:
      "Every URL that a page named is in its job's ledger, has an outcome once the job has ended, and every stored image has a source there",
    checked: 0,
    breaches: [],
  };
  for await (const { checked, breaches } of stepsOfFinds(database)) {
    finding.checked += checked;
    progress?.("I6, what pages named", finding.checked);
    finding.breaches.push(...breaches.map(describe));
  }
  return finding;
}

function describe({ jobId, url, missing, open, unsourced, example }: PageFinds): string {
  const faults = [
    missing > 0 ? `${missing} not in the ledger` : "",
    open > 0 ? `${open} without an outcome` : "",
    unsourced > 0 ? `${unsourced} stored without a source there` : "",
  ].filter((fault) => fault !== "");
  const one = example === null ? "" : ` (${example})`;
  return `job ${jobId}, URLs named by ${url}: ${faults.join(", ")}${one}`;
}
