import type { Database } from "../../shared/database/handle.ts";
import { listPageFinds, listReadAgain, type PageFinds } from "./finds_repository.ts";
import type { Finding } from "./finding.ts";
import { ruleOf } from "./invariants.ts";
import type { Progress } from "./progress.ts";

/** Pages in a step. A page names dozens of URLs, a sitemap up to 50,000. */
const STEP = 200;

/** Goes through all pages whose finds are written down; `breaches` are those where something of them is lost, and that no later run read again. */
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
    rule: ruleOf("I6"),
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
    missing > 0 ? `${missing} are not in the ledger` : "",
    open > 0 ? `${open} have no outcome` : "",
    unsourced > 0 ? `${unsourced} are images without a source there` : "",
  ].filter((fault) => fault !== "");
  const such = example === null ? "" : ` (${example})`;
  return `job ${jobId}: of the URLs that ${url} named, ${faults.join(", ")}${such}`;
}
