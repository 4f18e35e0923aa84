import { Fragment } from "preact";
import { formatTime, plural } from "../../../shared/web/format.ts";
import type { ImageSource } from "../../../images/schemas.ts";
import { OutsideLink } from "./outside_link.tsx";

/** The sources of the image, each with the texts of its page around it. */
export function Sources({ sources, total }: { sources: ImageSource[]; total: number }) {
  return (
    <section aria-labelledby="sources">
      <h2 id="sources" class="mb-2">
        {plural(total, "source")}
        {total > sources.length && <span class="font-normal text-muted">, the newest {sources.length} shown</span>}
      </h2>
      {sources.length > 0 && (
        <ul class="card divide-y divide-line">
          {sources.map((source) => <Source key={source.id} source={source} />)}
        </ul>
      )}
    </section>
  );
}

function Source({ source }: { source: ImageSource }) {
  const words = [
    ["Alt", source.alt],
    ["Title", source.title],
    ["Caption", source.caption],
    ["Heading", source.heading],
    ["Link text", source.linkText],
    ["Creator", source.creator],
    ["Keywords", source.keywords.join(", ")],
  ];
  return (
    <li class="grid gap-x-6 gap-y-1 px-4 py-3 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div class="min-w-0">
        <p class="font-medium">{source.pageTitle ?? "Untitled page"}</p>
        {source.pageUrl !== null && (
          <p class="text-xs leading-5">
            <OutsideLink url={source.pageUrl} />
          </p>
        )}
        <p class="text-xs leading-5 text-muted">
          <span class="badge mr-1.5 h-5 px-2">{source.kind}</span>
          <OutsideLink url={source.imageUrl} />
        </p>
        <p class="text-xs leading-5 text-muted">
          <time dateTime={source.seenAt.toISOString()}>{formatTime(source.seenAt)} UTC</time>
          {source.jobId !== null && (
            <>
              {" · "}
              <a href={`/jobs/${source.jobId}`}>Job {source.jobId}</a>
            </>
          )}
        </p>
      </div>
      <dl class="facts content-start text-xs leading-5">
        {words.map(([name, text]) =>
          text && (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd class="min-w-0" lang={source.language ?? undefined}>{text}</dd>
            </Fragment>
          )
        )}
        {source.licence && (
          <>
            <dt>Licence</dt>
            <dd class="min-w-0">
              <OutsideLink url={source.licence} />
            </dd>
          </>
        )}
      </dl>
    </li>
  );
}
