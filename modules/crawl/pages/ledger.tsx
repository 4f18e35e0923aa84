import type { Page } from "../../shared/page.ts";
import { formatBytes } from "../../shared/web/format.ts";
import { Layout } from "../../shared/web/layout.tsx";
import { Pagination } from "../../shared/web/pagination.tsx";
import { nameOf } from "../job_view.ts";
import type { Job, LedgerQuery, LedgerUrl } from "../schemas.ts";

export interface LedgerPageProps {
  job: Job;
  query: LedgerQuery;
  page: Page<LedgerUrl>;
  /** The values that each filter can take. */
  choices: { kind: readonly string[]; state: readonly string[]; outcome: readonly string[] };
}

/** Every URL that the job ever saw, and why it was kept or not. */
export function LedgerDetails({ job, query, page, choices }: LedgerPageProps) {
  const { kind, state, outcome, reason } = query;
  return (
    <Layout title={`URLs of job ${job.id}`} active="jobs">
      <p class="mb-1">
        <a href={`/jobs/${job.id}`}>← {nameOf(job)}, job {job.id}</a>
      </p>
      <h1 class="mb-4">URLs</h1>
      <form method="get" class="mb-5 flex flex-wrap items-end gap-3">
        <Filter name="kind" chosen={kind} choices={choices.kind} />
        <Filter name="state" chosen={state} choices={choices.state} />
        <Filter name="outcome" chosen={outcome} choices={choices.outcome} />
        <label class="flex min-w-0 flex-1 basis-36 flex-col gap-1 sm:max-w-48">
          <span class="eyebrow">Reason</span>
          <input name="reason" value={reason} class="input w-full" autocomplete="off" autocapitalize="none" />
        </label>
        <button type="submit" class="button button-quiet">Show</button>
      </form>
      {page.items.length === 0
        ? (
          <p class="card px-6 py-8 text-muted">
            No URL of this job is like that. <a href={`/jobs/${job.id}/urls`}>Show all</a>
          </p>
        )
        : <UrlTable urls={page.items} />}
      <Pagination path={`/jobs/${job.id}/urls`} query={{ kind, state, outcome, reason }} cursor={query.cursor} next={page.next} />
    </Layout>
  );
}

function Filter({ name, chosen, choices }: { name: string; chosen: string | undefined; choices: readonly string[] }) {
  return (
    <label class="flex flex-col gap-1">
      <span class="eyebrow capitalize">{name}</span>
      <select name={name} class="input">
        <option value="">any</option>
        {choices.map((choice) => <option key={choice} value={choice} selected={choice === chosen}>{choice}</option>)}
      </select>
    </label>
  );
}

function UrlTable({ urls }: { urls: LedgerUrl[] }) {
  return (
    <div class="card">
      <table class="table">
        <thead>
          <tr>
            <th>URL</th>
            <th class="max-md:hidden">Kind</th>
            <th>Outcome</th>
            <th class="max-sm:hidden">Reason</th>
            <th class="number max-md:hidden">HTTP</th>
            <th class="number max-lg:hidden">Size</th>
            <th class="number max-lg:hidden">Depth</th>
          </tr>
        </thead>
        <tbody>{urls.map((url) => <UrlRow key={url.id} url={url} />)}</tbody>
      </table>
    </div>
  );
}

function UrlRow({ url }: { url: LedgerUrl }) {
  const why = [url.reason, url.detail].filter((part) => part !== null).join(": ");
  return (
    <tr>
      <td class="w-full wrap-anywhere">
        <a href={url.url} rel="noreferrer noopener nofollow" class="break-all">{url.url}</a>
        {url.referrer !== null && <p class="text-xs break-all text-muted">from {url.referrer}</p>}
        {why !== "" && <p class="text-xs text-muted sm:hidden">{why}</p>}
      </td>
      <td class="max-md:hidden">{url.kind}</td>
      <td class="whitespace-nowrap">
        <Outcome url={url} />
      </td>
      <td class="min-w-44 lg:min-w-80 wrap-anywhere text-muted max-sm:hidden">{why}</td>
      <td class="number max-md:hidden">{url.httpStatus ?? "–"}</td>
      <td class="number whitespace-nowrap max-lg:hidden">{url.bytes === null ? "–" : formatBytes(url.bytes)}</td>
      <td class="number max-lg:hidden">{url.depth}</td>
    </tr>
  );
}

const LOOK: Record<string, string> = { stored: "badge-good", failed: "badge-bad", rejected: "badge-warn" };

function Outcome({ url }: { url: LedgerUrl }) {
  const badge = <span class={`badge ${LOOK[url.outcome ?? ""] ?? ""}`}>{url.outcome ?? url.state}</span>;
  return url.imageId === null ? badge : <a href={`/images/${url.imageId}`}>{badge}</a>;
}
