import type { Job, JobHost } from "../schemas.ts";

/** A wait shorter than this is not shown. */
const SHORT_MILLISECONDS = 1_500;

/** Returns the least time between two requests of a job to a host, in milliseconds. The delay of a host that fails is for all jobs. */
export function paceOf(
  { crawlDelayMilliseconds, delayMilliseconds, errorsInRow }: JobHost,
  { options }: Pick<Job, "options">,
): number {
  const asked = options.respectRobots ? crawlDelayMilliseconds ?? 0 : 0;
  const own = options.delayMilliseconds ?? delayMilliseconds;
  return Math.max(asked, own, errorsInRow > 0 ? delayMilliseconds : 0);
}

/** Returns what the next request to the host waits for, or null if it may begin soon. */
export function waitOf(host: JobHost, job: Pick<Job, "options">): string | null {
  if (host.waitMilliseconds < SHORT_MILLISECONDS) return null;
  if (host.waitMilliseconds > paceOf(host, job) + SHORT_MILLISECONDS) return "Retry-After";
  if (host.errorsInRow > 0) return "its errors";
  const asked = job.options.respectRobots ? host.crawlDelayMilliseconds ?? 0 : 0;
  return asked >= (job.options.delayMilliseconds ?? host.delayMilliseconds) ? "crawl-delay" : "the delay between requests";
}

/** Returns the host that a running job waits for: if every host with pending URLs waits, the one that is ready first. */
export function blockingHost(job: Pick<Job, "status" | "options">, hosts: readonly JobHost[]): JobHost | null {
  if (job.status !== "running") return null;
  const waiting = hosts.filter(({ pending }) => pending > 0);
  if (waiting.some((host) => waitOf(host, job) === null)) return null;
  return waiting.toSorted((a, b) => a.waitMilliseconds - b.waitMilliseconds)[0] ?? null;
}

/** "example.org" of "https://example.org". */
export function hostName({ origin }: Pick<JobHost, "origin">): string {
  return origin.replace(/^https?:\/\//, "");
}
