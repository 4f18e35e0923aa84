import { formatTime } from "../../shared/web/format.ts";
import { Island } from "../../shared/web/island.tsx";
import { Layout } from "../../shared/web/layout.tsx";
import type { JobProgressProps } from "../islands/job_progress.tsx";
import { OPTION_FIELDS } from "../option_fields.ts";
import { nameOf } from "../job_view.ts";
import type { Job, JobMessage, ShownImage } from "../schemas.ts";
import { ProgressView } from "./progress_view.tsx";

const LIMITS = { messages: 200, images: 24 };

export interface JobPageProps {
  job: Job;
  messages: JobMessage[];
  images: ShownImage[];
}

export function JobDetails({ job, messages, images }: JobPageProps) {
  const shown: JobProgressProps = {
    job,
    messages: messages.toSorted((a, b) => b.id - a.id).slice(0, LIMITS.messages),
    images: images.slice(0, LIMITS.images),
    limits: LIMITS,
  };
  return (
    <Layout title={`${nameOf(job)}, job ${job.id}`} active="jobs">
      <p class="mb-1">
        <a href="/jobs">← All jobs</a>
      </p>
      <h1 class="mb-5">
        {nameOf(job)} <span class="font-normal text-muted">job {job.id}</span>
      </h1>
      <Island name="job_progress" props={shown}>
        <ProgressView {...shown} />
      </Island>
      <Particulars job={job} />
    </Layout>
  );
}

function Particulars({ job }: { job: Job }) {
  const options: Record<string, unknown> = job.options;
  const times = [["Created", job.createdAt], ["Begun", job.startedAt], ["Ended", job.finishedAt]] as const;
  return (
    <details class="card mt-6">
      <summary class="px-4 py-3 font-medium hover:bg-sunken">What was asked for</summary>
      <div class="grid gap-x-10 gap-y-4 px-4 pt-1 pb-4 md:grid-cols-2">
        <dl class="facts content-start">
          <dt>Begins at</dt>
          <dd>
            {job.seeds.map((seed) => (
              <a key={seed} href={seed} rel="noreferrer noopener nofollow" class="block break-all">{seed}</a>
            ))}
          </dd>
          {times.map(([name, time]) =>
            time !== null && (
              <>
                <dt>{name}</dt>
                <dd>
                  <time dateTime={time.toISOString()}>{formatTime(time)} UTC</time>
                </dd>
              </>
            )
          )}
          {job.parentId !== null && (
            <>
              <dt>Retry of</dt>
              <dd>
                <a href={`/jobs/${job.parentId}`}>Job {job.parentId}</a>
              </dd>
            </>
          )}
          <dt>URLs</dt>
          <dd>
            <a href={`/jobs/${job.id}/urls`}>Every URL, and what became of it</a>
          </dd>
        </dl>
        <dl class="facts content-start">
          {OPTION_FIELDS.map(({ name, label }) => (
            <>
              <dt>{label}</dt>
              <dd>{spell(options[name])}</dd>
            </>
          ))}
        </dl>
      </div>
    </details>
  );
}

function spell(value: unknown): string {
  if (value === undefined || value === null) return "not set";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  return String(value);
}
