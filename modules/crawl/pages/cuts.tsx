import { ledgerUrl } from "../jobs/job_view.ts";
import type { Cut } from "../schemas.ts";

/** What the limits of a job left out, with the options that change them. */
export function Cuts({ jobId, cuts }: { jobId: number; cuts: Cut[] }) {
  if (cuts.length === 0) return null;
  return (
    <section aria-labelledby="cuts">
      <h2 id="cuts" class="mb-2 flex items-baseline justify-between gap-4">
        Left out by limits <a href="/help/reasons#traps" class="text-sm font-normal">About limits</a>
      </h2>
      <ul class="card divide-y divide-line">
        {cuts.map(({ kind, reason, pattern, text, option, advice }) => (
          <li key={`${kind} ${reason} ${pattern}`} class="px-4 py-2 wrap-anywhere">
            <a href={ledgerUrl(jobId, { kind, outcome: "rejected", reason })}>{text}</a> <span class="text-muted">{advice}</span>
            {option !== null && <a href="/help/crawling#options" class="ml-2 font-mono text-xs">{option}</a>}
          </li>
        ))}
      </ul>
    </section>
  );
}
