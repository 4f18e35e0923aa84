import { formatCount, formatDuration } from "../../shared/web/format.ts";
import { hostName, paceOf, waitOf } from "../politeness/host_waits.ts";
import { isTerminal } from "../jobs/job_view.ts";
import type { Job, JobHost } from "../schemas.ts";

/** The hosts that a job visits, with their delays and what the job waits for. */
export function HostTable({ job, hosts }: { job: Job; hosts: JobHost[] }) {
  if (hosts.length === 0) return null;
  return (
    <section aria-labelledby="hosts">
      <h2 id="hosts" class="mb-2">Hosts</h2>
      <div class="card">
        <table class="table">
          <thead>
            <tr>
              <th>Host</th>
              <th class="number">Waiting</th>
              <th class="number max-sm:hidden">robots.txt asks</th>
              <th class="number max-sm:hidden">Between requests</th>
              <th>Now</th>
            </tr>
          </thead>
          <tbody>{hosts.map((host) => <HostRow key={host.origin} job={job} host={host} />)}</tbody>
        </table>
      </div>
    </section>
  );
}

function HostRow({ job, host }: { job: Job; host: JobHost }) {
  const delay = paceOf(host, job);
  return (
    <tr>
      <td class="w-full wrap-anywhere">{hostName(host)}</td>
      <td class="number">{formatCount(host.pending)}</td>
      <td class="number whitespace-nowrap max-sm:hidden">
        {host.crawlDelayMilliseconds === null ? "–" : formatDelay(host.crawlDelayMilliseconds)}
      </td>
      <td class="number whitespace-nowrap max-sm:hidden">{delay === 0 ? "no delay" : formatDelay(delay)}</td>
      <td class="min-w-32 sm:whitespace-nowrap">
        <Now job={job} host={host} />
      </td>
    </tr>
  );
}

function Now({ job, host }: { job: Job; host: JobHost }) {
  const wait = isTerminal(job.status) ? null : waitOf(host, job);
  const refuses = host.robotsStatus !== null && host.robotsStatus >= 500 && job.options.respectRobots;
  if (wait !== null) return <span class="text-warn">{wait}, {formatDuration(host.waitMilliseconds / 1_000)} left</span>;
  if (refuses) return <span class="text-warn">robots.txt answers {host.robotsStatus}: nothing is fetched</span>;
  if (host.errorsInRow > 1) return <span class="text-bad">{formatCount(host.errorsInRow)} URLs failed in a row</span>;
  return <span class="text-muted">{host.pending > 0 && job.status === "running" ? "answers" : "idle"}</span>;
}

/** Formats a delay as "0.25 s", "10 s" or "2 min 0 s". */
function formatDelay(milliseconds: number): string {
  if (milliseconds >= 60_000) return formatDuration(milliseconds / 1_000);
  return `${Number((milliseconds / 1_000).toFixed(milliseconds < 1_000 ? 2 : 1))} s`;
}
