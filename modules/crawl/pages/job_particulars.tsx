import { Fragment } from "preact";
import { formatCount, formatTime } from "../../shared/web/format.ts";
import { OPTION_FIELDS, type OptionField } from "../jobs/option_fields.ts";
import type { Job } from "../schemas.ts";

/** The most start addresses that the page lists. */
const SEEDS_SHOWN = 50;

/** The start addresses and options of a job. Of its secrets only the names are shown. */
export function JobParticulars({ job }: { job: Job }) {
  const shown = OPTION_FIELDS.filter(({ secret }) => !secret);
  const half = Math.ceil(shown.length / 2);
  return (
    <details class="card mt-6">
      <summary class="px-4 py-3 font-medium hover:bg-sunken">Start addresses and options</summary>
      <div class="grid gap-x-10 gap-y-5 px-4 pt-1 pb-4 md:grid-cols-2">
        <dl class="facts content-start md:col-span-2">
          <dt>Start addresses</dt>
          <dd>
            <Seeds seeds={job.seeds} />
          </dd>
          {job.secretNames.length > 0 && (
            <>
              <dt>Sends</dt>
              <dd>
                {job.secretNames.join(", ")} <span class="text-muted">(values hidden; sent to the start addresses only)</span>
              </dd>
            </>
          )}
          <Times job={job} />
        </dl>
        <Options job={job} fields={shown.slice(0, half)} />
        <Options job={job} fields={shown.slice(half)} />
      </div>
    </details>
  );
}

function Seeds({ seeds }: { seeds: string[] }) {
  const rest = seeds.length - SEEDS_SHOWN;
  return (
    <>
      {seeds.length > 1 && <p class="text-muted">{formatCount(seeds.length)} addresses</p>}
      {seeds.slice(0, SEEDS_SHOWN).map((seed) => (
        <a key={seed} href={seed} rel="noreferrer noopener nofollow" class="block break-all">{seed}</a>
      ))}
      {rest > 0 && <p class="text-muted">and {formatCount(rest)} more</p>}
    </>
  );
}

function Times({ job }: { job: Job }) {
  const times = [["Created", job.createdAt], ["Begun", job.startedAt], ["Ended", job.finishedAt]] as const;
  return (
    <>
      {times.map(([name, time]) =>
        time !== null && (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>
              <time dateTime={time.toISOString()}>{formatTime(time)} UTC</time>
            </dd>
          </Fragment>
        )
      )}
    </>
  );
}

function Options({ job, fields }: { job: Job; fields: OptionField[] }) {
  const options: Record<string, unknown> = job.options;
  return (
    <dl class="facts content-start">
      {fields.map(({ name, label }) => (
        <Fragment key={name}>
          <dt>{label}</dt>
          <dd>{spell(options[name])}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

function spell(value: unknown): string {
  if (value === undefined || value === null) return "not set";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  return typeof value === "number" ? formatCount(value) : String(value);
}
