import { formatBytes } from "../../shared/web/format.ts";
import { meaningOf } from "../jobs/reasons.ts";
import type { LedgerUrl } from "../schemas.ts";
import { VerdictBadge } from "./verdict_badge.tsx";

export function LedgerTable({ urls }: { urls: LedgerUrl[] }) {
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
  const badge = <VerdictBadge {...url} />;
  return (
    <tr>
      <td class="w-full wrap-anywhere">
        <Address url={url.url} />
        {url.referrer !== null && <p class="text-xs break-all text-muted">from {url.referrer}</p>}
        <div class="mt-0.5 text-xs sm:hidden">
          <Why url={url} />
        </div>
      </td>
      <td class="max-md:hidden">{url.kind}</td>
      <td class="whitespace-nowrap">{url.imageId === null ? badge : <a href={`/images/${url.imageId}`}>{badge}</a>}</td>
      <td class="min-w-44 wrap-anywhere max-sm:hidden lg:min-w-80">
        <Why url={url} />
      </td>
      <td class="number max-md:hidden">{url.httpStatus ?? "–"}</td>
      <td class="number whitespace-nowrap max-lg:hidden">{url.bytes === null ? "–" : formatBytes(url.bytes)}</td>
      <td class="number max-lg:hidden">{url.depth}</td>
    </tr>
  );
}

/** Links to a URL, unless it is an inline image, which has no address. */
function Address({ url }: { url: string }) {
  if (!/^https?:\/\//i.test(url)) return <span class="break-all">{url}</span>;
  return <a href={url} rel="noreferrer noopener nofollow" class="break-all">{url}</a>;
}

function Why({ url: { reason, detail } }: { url: LedgerUrl }) {
  if (reason === null) return detail === null ? null : <span class="text-muted">{detail}</span>;
  return (
    <>
      <span title={meaningOf(reason)} class="font-mono text-xs">{reason}</span>
      <p class="text-muted">{detail ?? meaningOf(reason)}</p>
    </>
  );
}
