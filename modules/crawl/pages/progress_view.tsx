import { formatDuration, plural } from "../../shared/web/format.ts";
import { paceLine, ProgressBar } from "../../shared/web/progress_bar.tsx";
import { blockingHost, hostName, waitOf } from "../politeness/host_waits.ts";
import { isTerminal, progressOf, wouldBeStored } from "../jobs/job_view.ts";
import type { Cut, Job, JobHost, JobMessage, ReasonTotal, ShownImage } from "../schemas.ts";
import { Cuts } from "./cuts.tsx";
import { HostTable } from "./host_table.tsx";
import { JobActions } from "./job_actions.tsx";
import { JobCounters } from "./job_counters.tsx";
import { JobMessages } from "./job_messages.tsx";
import { ReasonTotals } from "./reason_totals.tsx";
import { StatusBadge } from "../../shared/web/status_badge.tsx";

export interface ProgressViewProps {
  job: Job;
  /** Newest first. */
  messages: JobMessage[];
  /** Newest first. */
  images: ShownImage[];
  reasons: ReasonTotal[];
  cuts: Cut[];
  hosts: JobHost[];
  /** False while the browser has no connection to the server. */
  connected?: boolean;
}

/** The part of a job's page that changes while the job runs. The server renders it once, the island at each event. */
export function ProgressView({ job, messages, images, reasons, cuts, hosts, connected = true }: ProgressViewProps) {
  return (
    <div class="flex flex-col gap-6">
      <section class="card p-5" aria-label="Progress">
        <div class="flex flex-wrap items-center gap-3">
          <StatusBadge status={job.status} />
          <p class="min-w-0 flex-1 basis-60 text-muted" role="status">
            {connected ? statusLine(job, reasons, hosts) : "Connection lost; trying again…"}
          </p>
          <JobActions job={job} reasons={reasons} />
        </div>
        {job.options.dryRun && (
          <p class="mt-4 rounded-md bg-accent-soft px-3 py-2 text-accent-strong">
            <strong class="font-semibold">Dry run:</strong>{" "}
            no images are fetched. The images that would be stored, and the reasons for the others, are listed below.
          </p>
        )}
        <Bar job={job} />
        <JobCounters job={job} reasons={reasons} />
      </section>
      <NewestImages job={job} images={images} />
      <Cuts jobId={job.id} cuts={cuts} />
      <ReasonTotals jobId={job.id} reasons={reasons} />
      <HostTable job={job} hosts={hosts} />
      <JobMessages messages={messages} />
    </div>
  );
}

function Bar({ job }: { job: Job }) {
  const { done, found } = progressOf(job);
  const growing = !isTerminal(job.status) && job.growing;
  return (
    <div class="mt-4">
      <ProgressBar label="URLs done" done={done} total={found} unit="URLs" note={noteOf(job)} growing={growing} />
    </div>
  );
}

function NewestImages({ job, images }: { job: Job; images: ShownImage[] }) {
  if (images.length === 0) return null;
  return (
    <section aria-labelledby="newest">
      <h2 id="newest" class="mb-2 flex items-baseline justify-between gap-4">
        Newest images <a href={`/?q=job%3A${job.id}`} class="text-sm font-normal">All in the gallery</a>
      </h2>
      <ul class="grid grid-cols-[repeat(auto-fill,minmax(5.5rem,1fr))] gap-2">
        {images.map(({ id, thumbnailUrl, alt }) => (
          <li key={id}>
            <a
              href={`/images/${id}?q=job%3A${job.id}`}
              class="flex aspect-square items-center justify-center overflow-hidden rounded-md border border-line bg-raised text-xs text-muted"
            >
              {thumbnailUrl === null ? `Image ${id}` : (
                <img
                  src={thumbnailUrl}
                  alt={alt ?? `Image ${id}`}
                  class="see-through max-h-full max-w-full"
                  decoding="async"
                />
              )}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function statusLine(job: Job, reasons: ReasonTotal[], hosts: JobHost[]): string {
  if (job.statusReason !== null && job.statusReason !== "") return job.statusReason;
  const { imagesStored, imagesDuplicate } = job.counters;
  const blocking = blockingHost(job, hosts);
  switch (job.status) {
    case "queued":
      return "The job waits for its turn.";
    case "running":
      if (blocking !== null) return waitLine(job, blocking);
      return job.lastMessage ?? "The job fetches pages and images.";
    case "paused":
      return "The job is paused until you resume it.";
    default:
      if (job.options.dryRun) return `${plural(wouldBeStored(reasons), "image")} would be stored.`;
      return `${plural(imagesStored, "new image")} stored, ${plural(imagesDuplicate, "duplicate")}.`;
  }
}

function waitLine(job: Job, host: JobHost): string {
  return `Waiting for ${hostName(host)}: ${waitOf(host, job)}, ${formatDuration(host.waitMilliseconds / 1_000)} left.`;
}

function noteOf(job: Job): string {
  if (!isTerminal(job.status)) return paceLine({ ...job, perSecond: job.imagesPerSecond }, "images");
  return job.keepSeconds === null ? "" : `${formatDuration(job.keepSeconds)} from the first to the last stored image`;
}
