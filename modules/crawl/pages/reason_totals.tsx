import { formatCount } from "../../shared/web/format.ts";
import { kindName, ledgerUrl } from "../jobs/job_view.ts";
import type { ReasonTotal, UrlKind } from "../schemas.ts";
import { VerdictBadge } from "./verdict_badge.tsx";

const TITLES = ["Images", "Pages", "Documents"] as const;

function titleOf(kind: UrlKind): typeof TITLES[number] {
  return kind === "image" ? "Images" : kind === "page" ? "Pages" : "Documents";
}

/** How many URLs have which outcome and reason. Each total links to its URLs in the ledger. */
export function ReasonTotals({ jobId, reasons }: { jobId: number; reasons: ReasonTotal[] }) {
  const groups = TITLES.map((title) => ({ title, totals: reasons.filter(({ kind }) => titleOf(kind) === title) }))
    .filter(({ totals }) => totals.length > 0);
  if (groups.length === 0) return null;
  return (
    <section aria-labelledby="totals">
      <h2 id="totals" class="mb-2 flex items-baseline justify-between gap-4">
        Outcomes of URLs <a href={`/jobs/${jobId}/urls`} class="text-sm font-normal">All URLs</a>
      </h2>
      <div class="grid items-start gap-4 lg:grid-cols-2">
        {groups.map(({ title, totals }, index) => (
          <div key={title} class={`card min-w-0 ${index === 0 && groups.length === 3 ? "lg:row-span-2" : ""}`}>
            <GroupTable jobId={jobId} title={title} totals={totals} />
          </div>
        ))}
      </div>
    </section>
  );
}

function GroupTable({ jobId, title, totals }: { jobId: number; title: string; totals: ReasonTotal[] }) {
  const sum = totals.reduce((total, { count }) => total + count, 0);
  return (
    <table class="table">
      <thead>
        <tr>
          <th scope="col" colSpan={2} class="text-sm text-ink">{title}</th>
          <th scope="col" class="number text-sm text-ink">{formatCount(sum)}</th>
        </tr>
      </thead>
      <tbody>
        {totals.map((total) => <TotalRow key={`${total.kind} ${total.outcome} ${total.reason}`} jobId={jobId} total={total} />)}
      </tbody>
    </table>
  );
}

function TotalRow({ jobId, total }: { jobId: number; total: ReasonTotal }) {
  const { kind, outcome, reason, meaning, count } = total;
  const said = reason !== null ? meaning : TEXT[outcome ?? "pending"] ?? "";
  const isDocument = titleOf(kind) === "Documents";
  return (
    <tr class="hover:bg-sunken/60">
      <td class="w-28 whitespace-nowrap">
        <VerdictBadge {...total} />
      </td>
      <td class="min-w-0 wrap-anywhere">
        <a href={ledgerUrl(jobId, total)}>
          {isDocument ? `${kindName(kind)}: ${said.charAt(0).toLowerCase()}${said.slice(1)}` : said}
        </a>
        {reason !== null && <span class="ml-2 font-mono text-xs text-muted max-sm:hidden">{reason}</span>}
      </td>
      <td class="number font-medium">{formatCount(count)}</td>
    </tr>
  );
}

const TEXT: Record<string, string> = {
  stored: "Stored for the first time",
  duplicate: "The same bytes were already stored",
  page: "Read to the end",
  pending: "Not fetched yet",
};
