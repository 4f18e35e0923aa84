import { meaningOf } from "../jobs/reasons.ts";
import type { Job, LedgerQuery, ReasonTotal } from "../schemas.ts";

export interface LedgerFiltersProps {
  job: Job;
  query: LedgerQuery;
  reasons: ReasonTotal[];
  choices: { kind: readonly string[]; state: readonly string[]; outcome: readonly string[] };
}

/** A form with all filters of the ledger. */
export function LedgerFilters({ job, query, reasons, choices }: LedgerFiltersProps) {
  const { kind, state, outcome, reason, q } = query;
  const met = [...new Set(reasons.flatMap(({ reason }) => reason ?? []))].sort();
  const known = reason === undefined || met.includes(reason) ? met : [reason, ...met];
  return (
    <form method="get" action={`/jobs/${job.id}/urls`} class="mb-5 flex flex-wrap items-end gap-3" autocomplete="off">
      <label class="flex min-w-0 flex-1 basis-56 flex-col gap-1">
        <span class="eyebrow">URL contains</span>
        <input
          type="search"
          name="q"
          value={q}
          maxLength={500}
          class="input w-full"
          autocapitalize="none"
          spellcheck={false}
        />
      </label>
      <Filter name="kind" chosen={kind} choices={choices.kind} />
      <Filter name="state" chosen={state} choices={choices.state} />
      <Filter name="outcome" chosen={outcome} choices={choices.outcome} />
      <Filter name="reason" chosen={reason} choices={known} textOf={(name) => `${name}: ${meaningOf(name)}`} />
      <button type="submit" class="button button-quiet">Show</button>
    </form>
  );
}

function Filter({ name, chosen, choices, textOf = (choice) => choice }: {
  name: string;
  chosen: string | undefined;
  choices: readonly string[];
  textOf?: (choice: string) => string;
}) {
  return (
    <label class="flex min-w-0 flex-col gap-1 max-sm:basis-[calc(50%-0.375rem)]">
      <span class="eyebrow capitalize">{name}</span>
      <select name={name} class="input w-full max-w-64">
        <option value="">any</option>
        {choices.map((choice) => <option key={choice} value={choice} selected={choice === chosen}>{textOf(choice)}</option>)}
      </select>
    </label>
  );
}
