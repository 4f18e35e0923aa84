import { useEffect, useState } from "preact/hooks";
import { mountIsland } from "../../shared/web/mount_island.ts";
import { ProgressView } from "../pages/progress_view.tsx";
import { isTerminal } from "../jobs/job_view.ts";
import type { Cut, Job, JobEvent, JobHost, JobMessage, ReasonTotal, ShownImage } from "../schemas.ts";

/** What the server knew when it rendered the page. Times are texts, because the props are JSON. */
export interface JobProgressProps {
  job: Job;
  messages: JobMessage[];
  images: ShownImage[];
  reasons: ReasonTotal[];
  cuts: Cut[];
  hosts: JobHost[];
  /** How many images and messages the page shows. */
  limits: { messages: number; images: number };
}

/**
 * Totals and hosts are fetched after this time, or after many times the duration of their last answers if that is longer, because the
 * server counts the whole ledger for them.
 */
const TOTALS_MILLISECONDS = 3_000;
const REST_FACTOR = 20;

/** Follows a job by server-sent events until it has ended. The browser reconnects by itself and sends the id of the last message. */
function JobProgress(props: JobProgressProps) {
  const { job: initialJob, messages: initialMessages, images: initialImages, limits } = props;
  const [job, setJob] = useState(initialJob);
  const [messages, setMessages] = useState(initialMessages);
  const [images, setImages] = useState(initialImages);
  const [connected, setConnected] = useState(true);
  const over = isTerminal(job.status);
  const totals = useTotals(props, over);

  useEffect(() => {
    if (over) return;
    const source = new EventSource(`/api/jobs/${initialJob.id}/events`);
    const receive = ({ data }: MessageEvent<string>) => {
      // The same program wrote it, from the schema of this type.
      const event = JSON.parse(data) as JobEvent;
      if (event.type === "job") setJob(event.job);
      else if (event.type === "message") setMessages((known) => newest([event.message], known, limits.messages));
      else setImages((known) => newest(event.images, known, limits.images));
    };
    for (const type of ["job", "message", "images"]) source.addEventListener(type, receive);
    source.addEventListener("open", () => setConnected(true));
    source.addEventListener("error", () => setConnected(false));
    return () => source.close();
  }, [over]);

  return <ProgressView job={job} messages={messages} images={images} {...totals} connected={connected || over} />;
}

interface Totals {
  reasons: ReasonTotal[];
  cuts: Cut[];
  hosts: JobHost[];
}

/** Fetches the totals and hosts every few seconds, and once more when the job has ended. */
function useTotals({ job, reasons, cuts, hosts }: JobProgressProps, over: boolean): Totals {
  const [totals, setTotals] = useState<Totals>({ reasons, cuts, hosts });
  const wasOver = isTerminal(job.status);
  useEffect(() => {
    if (wasOver) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    const ask = async () => {
      const begun = performance.now();
      const [reasons, cuts, hosts] = await Promise.all([
        read<ReasonTotal[]>(job.id, "reasons"),
        read<Cut[]>(job.id, "cuts"),
        read<JobHost[]>(job.id, "hosts"),
      ]);
      if (left) return;
      setTotals((last) => ({ reasons: reasons ?? last.reasons, cuts: cuts ?? last.cuts, hosts: hosts ?? last.hosts }));
      const rest = Math.max(TOTALS_MILLISECONDS, REST_FACTOR * (performance.now() - begun));
      if (!over) timer = setTimeout(ask, rest);
    };
    timer = setTimeout(ask, over ? 0 : TOTALS_MILLISECONDS);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [over]);
  return totals;
}

/** Returns null if the server does not answer. The next fetch tries again. */
async function read<Answer>(jobId: number, what: "reasons" | "cuts" | "hosts"): Promise<Answer | null> {
  try {
    const response = await fetch(`/api/jobs/${jobId}/${what}`);
    // The same program wrote it, from the schema of this type.
    return response.ok ? await response.json() as Answer : null;
  } catch {
    // The page shows that the connection is lost, and fetches again later.
    return null;
  }
}

/** Adds new items in front. An item that comes twice, in one event or in two, is shown once. */
function newest<Item extends { id: number }>(arrived: Item[], known: Item[], limit: number): Item[] {
  const ids = new Set(known.map(({ id }) => id));
  const fresh = arrived.filter(({ id }) => !ids.has(id) && ids.add(id));
  return fresh.length === 0 ? known : [...fresh, ...known].slice(0, limit);
}

mountIsland("job_progress", JobProgress);
