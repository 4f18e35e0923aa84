import { useEffect, useState } from "preact/hooks";
import { mountIsland } from "../../shared/web/mount_island.ts";
import { ProgressView } from "../pages/progress_view.tsx";
import { isTerminal } from "../job_view.ts";
import type { Job, JobEvent, JobMessage, ShownImage } from "../schemas.ts";

/** What the server knew when it rendered the page; times are text by now. */
export interface JobProgressProps {
  job: Job;
  messages: JobMessage[];
  images: ShownImage[];
  /** How many of each the page keeps. */
  limits: { messages: number; images: number };
}

/** Follows a job by server-sent events until it is over. The browser reconnects by itself and says which message it saw last. */
function JobProgress({ job: initialJob, messages: initialMessages, images: initialImages, limits }: JobProgressProps) {
  const [job, setJob] = useState(initialJob);
  const [messages, setMessages] = useState(initialMessages);
  const [images, setImages] = useState(initialImages);
  const [connected, setConnected] = useState(true);
  const over = isTerminal(job.status);

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

  return <ProgressView job={job} messages={messages} images={images} connected={connected || over} />;
}

/** Adds what is new in front; what is seen twice, in one event or in two, is shown once. */
function newest<Item extends { id: number }>(arrived: Item[], known: Item[], limit: number): Item[] {
  const ids = new Set(known.map(({ id }) => id));
  const fresh = arrived.filter(({ id }) => !ids.has(id) && ids.add(id));
  return fresh.length === 0 ? known : [...fresh, ...known].slice(0, limit);
}

mountIsland("job_progress", JobProgress);
