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
            <a href={ledgerUrl(jobId, { kind, outcome: "rejected", reason })}>{text}</a>{" "}
            <span class="text-muted">
              <Advice option={option} advice={advice} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The advice, with its option as a link to the help. */
function Advice({ option, advice }: Pick<Cut, "option" | "advice">) {
  const [before = "", after] = option === null ? [advice] : advice.split(option);
  if (option === null || after === undefined) return <>{advice}</>;
  return (
    <>
      {before}
      <a href="/help/crawling#options">{option}</a>
      {after}
    </>
  );
}
