import { formatBytes, formatCount, formatDuration, formatTime, plural } from "../../shared/web/format.ts";
import { actsOf, isTerminal, progressOf } from "../job_view.ts";
import type { Job, JobMessage, ShownImage } from "../schemas.ts";
import { StatusBadge } from "./status_badge.tsx";

export interface ProgressViewProps {
  job: Job;
  /** Newest first. */
  messages: JobMessage[];
  /** Newest first. */
  images: ShownImage[];
  /** False while the browser has lost the server. */
  connected?: boolean;
}

/** The living part of a job's page. The server renders it once; the island renders it again at each event. */
export function ProgressView({ job, messages, images, connected = true }: ProgressViewProps) {
  return (
    <div class="flex flex-col gap-6">
      <section class="card p-5" aria-label="Progress">
        <div class="flex flex-wrap items-center gap-3">
          <StatusBadge status={job.status} />
          <p class="min-w-0 flex-1 basis-60 text-muted" role="status">
            {connected ? statusLine(job) : "Connection lost; trying again…"}
          </p>
          <Acts job={job} />
        </div>
        <Bar job={job} />
        <Counters job={job} />
      </section>
      <NewestImages job={job} images={images} />
      <Messages messages={messages} />
    </div>
  );
}

function Acts({ job }: { job: Job }) {
  const look = { pause: "button-quiet", resume: "", cancel: "button-danger", retry: "button-quiet" };
  const text = { pause: "Pause", resume: "Resume", cancel: "Cancel", retry: "Crawl again" };
  return (
    <div class="flex gap-2">
      {actsOf(job).map((act) => (
        <form key={act} method="post" action={`/jobs/${job.id}/${act}`}>
          <button type="submit" class={`button button-small ${look[act]}`}>{text[act]}</button>
        </form>
      ))}
    </div>
  );
}

function Bar({ job }: { job: Job }) {
  const { done, found } = progressOf(job);
  return (
    <div class="mt-4">
      <progress class="meter" value={found === 0 ? 0 : done} max={Math.max(found, 1)} aria-label="URLs done" />
      <p class="mt-1.5 flex flex-wrap justify-between gap-x-4 text-xs text-muted tabular-nums">
        <span>{formatCount(done)} of {formatCount(found)} URLs{!isTerminal(job.status) && job.growing ? " so far" : ""}</span>
        <span>{paceOf(job)}</span>
      </p>
    </div>
  );
}

function Counters({ job: { id, counters } }: { job: Job }) {
  const leftOut = counters.pagesRejected + counters.pagesFailed;
  const ledger = (query: string) => `/jobs/${id}/urls?${query}`;
  const cells = [
    { label: "Images found", value: formatCount(counters.imagesFound), href: ledger("kind=image") },
    { label: "Kept", value: formatCount(counters.imagesStored), href: ledger("outcome=stored") },
    { label: "Seen before", value: formatCount(counters.imagesDuplicate), href: ledger("outcome=duplicate") },
    { label: "Rejected", value: formatCount(counters.imagesRejected), href: ledger("kind=image&outcome=rejected") },
    { label: "Failed", value: formatCount(counters.imagesFailed), href: ledger("kind=image&outcome=failed") },
    { label: "Images waiting", value: formatCount(counters.imagesPending), href: ledger("kind=image&state=pending") },
    { label: "Bytes kept", value: formatBytes(counters.bytesStored), href: `/?q=job%3A${id}` },
    { label: "Pages visited", value: formatCount(counters.pagesDone), href: ledger("kind=page&outcome=page") },
    { label: "Pages left out", value: formatCount(leftOut), href: ledger("kind=page&outcome=rejected") },
    { label: "Pages waiting", value: formatCount(counters.pagesPending), href: ledger("kind=page&state=pending") },
  ];
  return (
    <dl class="mt-5 grid grid-cols-2 gap-x-4 gap-y-4 sm:grid-cols-5">
      {cells.map(({ label, value, href }) => (
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

function Messages({ messages }: { messages: JobMessage[] }) {
  const look = { info: "text-muted", warning: "text-warn", error: "text-bad" };
  return (
    <section aria-labelledby="messages">
      <h2 id="messages" class="mb-2">Messages</h2>
      {messages.length === 0
        ? <p class="text-muted">No messages.</p>
        : (
          <ol class="card max-h-96 divide-y divide-line overflow-y-auto" tabIndex={0} aria-labelledby="messages">
            {messages.map(({ id, level, text, createdAt }) => (
              <li key={id} class="flex gap-4 px-4 py-2">
                <time class="shrink-0 text-muted" dateTime={new Date(createdAt).toISOString()}>
                  {formatTime(createdAt).slice(11)}
                </time>
                <span class={`min-w-0 wrap-anywhere ${look[level]}`}>
                  {level !== "info" && <strong class="font-semibold">{`${level}: `}</strong>}
                  {text}
                </span>
              </li>
            ))}
          </ol>
        )}
    </section>
  );
}

function statusLine(job: Job): string {
  if (job.statusReason !== null && job.statusReason !== "") return job.statusReason;
  const { imagesStored, imagesDuplicate } = job.counters;
  switch (job.status) {
    case "queued":
      return "Waits for its turn.";
    case "running":
      return job.lastMessage ?? "Finding pages, fetching images.";
    case "paused":
      return "Waits until somebody resumes it.";
    default:
      return `${plural(imagesStored, "new image")} kept, ${formatCount(imagesDuplicate)} seen before.`;
  }
}

function paceOf(job: Job): string {
  if (isTerminal(job.status)) {
    return job.keepSeconds === null ? "" : `${formatDuration(job.keepSeconds)} from the first to the last kept image`;
  }
  const rate = job.imagesPerSecond === null ? "" : `${job.imagesPerSecond.toFixed(1)} images/s`;
  const left = job.secondsLeft === null ? "" : `${job.growing ? "at least " : ""}${formatDuration(job.secondsLeft)} left`;
  return [rate, left].filter((part) => part !== "").join(" · ");
}
