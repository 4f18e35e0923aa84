import type { Page } from "../../shared/page.ts";
import { formatCount } from "../../shared/web/format.ts";
import { Layout } from "../../shared/web/layout.tsx";
import { Pagination } from "../../shared/web/pagination.tsx";
import { countOf, ledgerUrl, nameOf } from "../jobs/job_view.ts";
import { meaningOf, verdictOf } from "../jobs/reasons.ts";
import type { Job, LedgerQuery, LedgerUrl, ReasonTotal } from "../schemas.ts";
import { LedgerFilters, type LedgerFiltersProps } from "./ledger_filters.tsx";
import { LedgerTable } from "./ledger_table.tsx";

export interface LedgerPageProps {
  job: Job;
  query: LedgerQuery;
  page: Page<LedgerUrl>;
  reasons: ReasonTotal[];
  /** The values of each filter. */
  choices: LedgerFiltersProps["choices"];
}

/** The number of totals above the table. Further ones are hidden at first. */
const TOTALS_SHOWN = 10;

/** All URLs of a job, with their outcomes and reasons. */
export function LedgerDetails({ job, query, page, reasons, choices }: LedgerPageProps) {
  const { kind, state, outcome, reason, q } = query;
  return (
    <Layout title={`URLs of job ${job.id}`} active="jobs">
      <p class="mb-1">
        <a href={`/jobs/${job.id}`}>← {nameOf(job)}, job {job.id}</a>
      </p>
      <h1 class="mb-4">
        URLs <span class="font-normal text-muted">{formatCount(countOf(reasons, () => true))}</span>
      </h1>
      <QuickFilters job={job} query={query} reasons={reasons} />
      <LedgerFilters job={job} query={query} reasons={reasons} choices={choices} />
      {reason !== undefined && (
        <p class="mb-3 text-muted">
          <code class="font-mono text-ink">{reason}</code>: {meaningOf(reason)}.
        </p>
      )}
      {page.items.length === 0
        ? (
          <p class="card px-6 py-8 text-muted">
            No URL of this job matches the filters. <a href={`/jobs/${job.id}/urls`}>Show all</a>
          </p>
        )
        : <LedgerTable urls={page.items} />}
      <Pagination
        path={`/jobs/${job.id}/urls`}
        query={{ kind, state, outcome, reason, q }}
        cursor={query.cursor}
        next={page.next}
      />
    </Layout>
  );
}

type QuickProps = Pick<LedgerPageProps, "job" | "query" | "reasons">;

/** The totals as links, which set the filters. */
function QuickFilters({ job, query, reasons }: QuickProps) {
  const chips = reasons.map((total) => <QuickFilter key={keyOf(total)} job={job} query={query} total={total} />);
  const chosen = reasons.findIndex((total) => isChosen(query, total));
  if (chips.length === 0) return null;
  return (
    <nav aria-label="Outcomes of the URLs" class="mb-4 flex flex-wrap items-start gap-2">
      <a
        href={`/jobs/${job.id}/urls`}
        class="chip aria-[current=page]:border-accent"
        aria-current={isAll(query) ? "page" : undefined}
      >
        all
      </a>
      {chips.slice(0, TOTALS_SHOWN)}
      {chips.length > TOTALS_SHOWN && (
        <details open={chosen >= TOTALS_SHOWN} class="open:basis-full">
          <summary class="chip">{chips.length - TOTALS_SHOWN} more</summary>
          <div class="mt-2 flex flex-wrap gap-2">{chips.slice(TOTALS_SHOWN)}</div>
        </details>
      )}
    </nav>
  );
}

function QuickFilter({ job, query, total }: { job: Job; query: LedgerQuery; total: ReasonTotal }) {
  const { label } = verdictOf(total);
  return (
    <a
      href={ledgerUrl(job.id, total)}
      class="chip aria-[current=page]:border-accent aria-[current=page]:bg-accent-soft"
      title={total.reason === null ? undefined : meaningOf(total.reason)}
      aria-current={isChosen(query, total) ? "page" : undefined}
    >
      {total.kind} {label}
      {total.reason !== null && total.reason !== "dry_run" && <span class="text-muted">{total.reason}</span>}
      <span class="font-medium tabular-nums">{formatCount(total.count)}</span>
    </a>
  );
}

function isChosen(query: LedgerQuery, { kind, outcome, reason }: ReasonTotal): boolean {
  if (query.kind !== kind || query.reason !== (reason ?? undefined)) return false;
  return outcome === null ? query.state === "pending" && query.outcome === undefined : query.outcome === outcome;
}

function isAll({ kind, state, outcome, reason, q }: LedgerQuery): boolean {
  return [kind, state, outcome, reason, q].every((filter) => filter === undefined);
}

function keyOf({ kind, outcome, reason }: ReasonTotal): string {
  return `${kind} ${outcome} ${reason}`;
}
