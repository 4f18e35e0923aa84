import type { Page } from "../../shared/page.ts";
import { formatBytes, formatCount, formatDuration, formatTime } from "../../shared/web/format.ts";
import { Layout } from "../../shared/web/layout.tsx";
import { Pagination } from "../../shared/web/pagination.tsx";
import { isTerminal, nameOf, progressOf } from "../jobs/job_view.ts";
import type { Job, JobStatus } from "../schemas.ts";
import { StatusBadge } from "../../shared/web/status_badge.tsx";

export interface JobsPageProps {
  page: Page<Job>;
  status: JobStatus | undefined;
  statuses: readonly JobStatus[];
  cursor: string | undefined;
}

export function JobsPage({ page, status, statuses, cursor }: JobsPageProps) {
  const isNew = page.items.length === 0 && status === undefined && cursor === undefined;
  return (
    <Layout title="Jobs" active="jobs">
      <div class="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1>Jobs</h1>
        {!isNew && <StatusFilter status={status} statuses={statuses} />}
        <a href="/tasks" class="ml-auto">Tasks: long work that is not a crawl</a>
      </div>
      {isNew
        ? <NoJobs />
        : page.items.length === 0
        ? <p class="card px-6 py-8 text-muted">No job is {status}.</p>
        : <JobTable jobs={page.items} />}
      <Pagination path="/jobs" query={{ status }} cursor={cursor} next={page.next} />
    </Layout>
  );
}

function StatusFilter({ status, statuses }: Pick<JobsPageProps, "status" | "statuses">) {
  return (
    <nav aria-label="Status" class="flex flex-wrap gap-1">
      <a href="/jobs" class="nav-link" aria-current={status === undefined ? "page" : undefined}>all</a>
      {statuses.map((name) => (
        <a key={name} href={`/jobs?status=${name}`} class="nav-link" aria-current={status === name ? "page" : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}

function NoJobs() {
  return (
    <div class="card mx-auto max-w-2xl px-6 py-12 text-center">
      <h2 class="text-lg">No crawl yet</h2>
      <p class="mt-2 mb-6 text-muted">A job visits one or more websites and stores the images that it finds there.</p>
      <a href="/jobs/new" class="button">New crawl</a>
    </div>
  );
}

function JobTable({ jobs }: { jobs: Job[] }) {
  return (
    <div class="card">
      <table class="table">
        <thead>
          <tr>
            <th class="max-sm:hidden">Job</th>
            <th>Website</th>
            <th>Status</th>
            <th class="max-lg:hidden">Progress</th>
            <th class="number">Stored</th>
            <th class="number max-md:hidden">Duplicates</th>
            <th class="number max-md:hidden">Rejected, failed</th>
            <th class="number max-lg:hidden">Bytes</th>
            <th class="max-md:hidden">Begun (UTC)</th>
            <th class="number max-lg:hidden">Took</th>
          </tr>
        </thead>
        <tbody>{jobs.map((job) => <JobRow key={job.id} job={job} />)}</tbody>
      </table>
    </div>
  );
}

function JobRow({ job }: { job: Job }) {
  const { counters } = job;
  const { done, found } = progressOf(job);
  return (
    <tr class="hover:bg-sunken/60">
      <td class="text-muted tabular-nums max-sm:hidden">{job.id}</td>
      <td class="w-full wrap-anywhere">
        <a href={`/jobs/${job.id}`} class="font-medium">{nameOf(job)}</a>
        {job.options.dryRun && <span class="badge badge-accent ml-2 h-5 px-2">dry run</span>}
        {job.onlyFailures && <span class="badge ml-2 h-5 px-2">failures of job {job.parentId}</span>}
        {job.statusReason && <p class="text-xs text-muted">{job.statusReason}</p>}
      </td>
      <td>
        <StatusBadge status={job.status} />
      </td>
      <td class="min-w-40 max-lg:hidden">
        <progress class="meter" value={done} max={Math.max(found, 1)} aria-label={`URLs done by job ${job.id}`} />
        <p class="mt-0.5 text-xs text-muted">{formatCount(done)} of {formatCount(found)} URLs</p>
      </td>
      <td class="number">{formatCount(counters.imagesStored)}</td>
      <td class="number max-md:hidden">{formatCount(counters.imagesDuplicate)}</td>
      <td class="number max-md:hidden">{formatCount(counters.imagesRejected + counters.imagesFailed)}</td>
      <td class="number whitespace-nowrap max-lg:hidden">{formatBytes(counters.bytesStored)}</td>
      <td class="whitespace-nowrap max-md:hidden">
        {job.startedAt === null ? "–" : <time dateTime={job.startedAt.toISOString()}>{formatTime(job.startedAt)}</time>}
      </td>
      <td class="number whitespace-nowrap max-lg:hidden">{durationOf(job)}</td>
    </tr>
  );
}

function durationOf(job: Job): string {
  if (job.startedAt === null) return "–";
  const end = isTerminal(job.status) ? job.finishedAt : new Date();
  return end === null ? "–" : formatDuration((end.getTime() - job.startedAt.getTime()) / 1000);
}
