import { formatBytes, formatCount } from "../../shared/web/format.ts";
import { ledgerUrl, wouldBeStored } from "../jobs/job_view.ts";
import type { Job, ReasonTotal } from "../schemas.ts";

interface Cell {
  label: string;
  value: string;
  href: string;
}

/** The counters of a job. Each links to its URLs in the ledger or to its images in the gallery. */
export function JobCounters({ job, reasons }: { job: Job; reasons: ReasonTotal[] }) {
  return (
    <dl class={`mt-5 grid grid-cols-2 gap-4 sm:grid-cols-4 ${job.options.dryRun ? "lg:grid-cols-5" : "lg:grid-cols-6"}`}>
      {cellsOf(job, reasons).map(({ label, value, href }) => (
        <div key={label} class="flex flex-col">
          <dt class="eyebrow">{label}</dt>
          <dd>
            <a href={href} class="text-xl leading-tight font-semibold tracking-tight text-ink">{value}</a>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function cellsOf({ id, counters, options }: Job, reasons: ReasonTotal[]): Cell[] {
  const wanted = wouldBeStored(reasons);
  const cell = (label: string, count: number, query: Parameters<typeof ledgerUrl>[1]): Cell => ({
    label,
    value: formatCount(count),
    href: ledgerUrl(id, query),
  });
  const stored: Cell[] = options.dryRun
    ? [cell("Would be stored", wanted, { kind: "image", outcome: "rejected", reason: "dry_run" })]
    : [
      cell("Stored", counters.imagesStored, { kind: "image", outcome: "stored" }),
      cell("Duplicates", counters.imagesDuplicate, { kind: "image", outcome: "duplicate" }),
    ];
  const bytes: Cell = { label: "Bytes stored", value: formatBytes(counters.bytesStored), href: `/?q=job%3A${id}` };
  return [
    cell("Images found", counters.imagesFound, { kind: "image" }),
    ...stored,
    cell("Rejected", Math.max(0, counters.imagesRejected - wanted), { kind: "image", outcome: "rejected" }),
    cell("Failed", counters.imagesFailed, { kind: "image", outcome: "failed" }),
    cell("Images waiting", counters.imagesPending, { kind: "image", state: "pending" }),
    ...(options.dryRun ? [] : [bytes]),
    cell("Pages found", counters.pagesFound, { kind: "page" }),
    cell("Pages visited", counters.pagesDone, { kind: "page", outcome: "page" }),
    cell("Pages rejected", counters.pagesRejected, { kind: "page", outcome: "rejected" }),
    cell("Pages failed", counters.pagesFailed, { kind: "page", outcome: "failed" }),
    cell("Pages waiting", counters.pagesPending, { kind: "page", state: "pending" }),
  ];
}
