import { Island } from "../../shared/web/island.tsx";
import { Layout } from "../../shared/web/layout.tsx";
import type { JobProgressProps } from "../islands/job_progress.tsx";
import { nameOf } from "../jobs/job_view.ts";
import type { Cut, Job, JobHost, JobMessage, ReasonTotal, ShownImage } from "../schemas.ts";
import { JobParticulars } from "./job_particulars.tsx";
import { ProgressView } from "./progress_view.tsx";

const LIMITS = { messages: 200, images: 24 };

export interface JobPageProps {
  job: Job;
  messages: JobMessage[];
  images: ShownImage[];
  reasons: ReasonTotal[];
  cuts: Cut[];
  hosts: JobHost[];
}

export function JobDetails({ job, messages, images, reasons, cuts, hosts }: JobPageProps) {
  const shown: JobProgressProps = {
    job,
    messages: messages.toSorted((a, b) => b.id - a.id).slice(0, LIMITS.messages),
    images: images.slice(0, LIMITS.images),
    reasons,
    cuts,
    hosts,
    limits: LIMITS,
  };
  return (
    <Layout title={`${nameOf(job)}, job ${job.id}`} active="jobs">
      <p class="mb-1">
        <a href="/jobs">← All jobs</a>
      </p>
      <h1 class="mb-5">
        {nameOf(job)} <span class="font-normal text-muted">job {job.id}</span>
        {job.parentId !== null && (
          <span class="mt-1 block text-sm font-normal tracking-normal text-muted">
            {job.onlyFailures ? "Tries again what failed in " : "Another run of "}
            <a href={`/jobs/${job.parentId}`}>job {job.parentId}</a>
          </span>
        )}
      </h1>
      <Island name="job_progress" props={shown}>
        <ProgressView {...shown} />
      </Island>
      <JobParticulars job={job} />
    </Layout>
  );
}
