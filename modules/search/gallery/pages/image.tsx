import { formatBytes, formatTime } from "../../../shared/web/format.ts";
import { type LastDone, Layout } from "../../../shared/web/layout.tsx";
import type { Operation } from "../../../history/schemas.ts";
import { OperationList } from "../../../history/pages/operation_list.tsx";
import { galleryUrl, imageUrl } from "../../../images/urls.ts";
import type { Image } from "../../../images/schemas.ts";
import type { Neighbours } from "../../find/neighbours.ts";
import { ImageFields, TrashForm } from "./image_fields.tsx";
import { Metadata } from "./metadata.tsx";
import { Sources } from "./sources.tsx";
import { type TagFormState, TagSection } from "./tag_section.tsx";
import { Placeholder } from "./tile.tsx";
import { Variants } from "./variants.tsx";

export interface ImageDetailsProps {
  image: Image;
  query: string;
  /** Null if the search is malformed or too costly, or the database is unavailable. */
  neighbours: Neighbours | null;
  /** The newest operations that changed the image. */
  operations: Operation[];
  done?: LastDone | null;
  tagForm?: TagFormState | undefined;
}

export function ImageDetails({ image, query, neighbours, operations, done, tagForm }: ImageDetailsProps) {
  return (
    <Layout title={titleOf(image)} query={query} done={done}>
      <NeighbourLinks query={query} neighbours={neighbours} />
      <div class="grid gap-6 lg:grid-cols-[minmax(0,1fr)_22rem] lg:gap-8">
        <Figure image={image} />
        <div class="flex min-w-0 flex-col gap-6">
          <h1 class="text-lg">{titleOf(image)}</h1>
          {image.deletedAt !== null && (
            <p class="notice notice-bad">This image is in the trash. Only searches with is:trashed find it.</p>
          )}
          <TagSection image={image} query={query} state={tagForm} />
          <ImageFields image={image} query={query} />
          <Facts image={image} />
          <TrashForm image={image} query={query} />
        </div>
        <div class="flex min-w-0 flex-col gap-6 lg:col-span-2">
          <Sources sources={image.sources} total={image.sourceCount} />
          <Variants variants={image.variants} />
          <Metadata metadata={image.metadata} />
          <History image={image} query={query} operations={operations} />
        </div>
      </div>
    </Layout>
  );
}

function NeighbourLinks({ query, neighbours }: { query: string; neighbours: Neighbours | null }) {
  const isNewestFirst = neighbours?.order.by === "id" && neighbours.order.direction === "desc";
  const [before, after] = isNewestFirst ? ["Newer", "Older"] : ["Previous", "Next"];
  return (
    <nav aria-label="Result" class="mb-4 flex items-center gap-4">
      <a href={galleryUrl(query)} class="min-w-0 flex-1 truncate">{query === "" ? "All images" : `Results for “${query}”`}</a>
      <NeighbourLink rel="prev" id={neighbours?.previous ?? null} query={query}>{`← ${before}`}</NeighbourLink>
      <NeighbourLink rel="next" id={neighbours?.next ?? null} query={query}>{`${after} →`}</NeighbourLink>
    </nav>
  );
}

function NeighbourLink({ rel, id, query, children }: { rel: string; id: number | null; query: string; children: string }) {
  if (id === null) return <span class="text-muted opacity-50">{children}</span>;
  return <a rel={rel} href={imageUrl(id, query)} class="whitespace-nowrap">{children}</a>;
}

function Figure({ image }: { image: Image }) {
  const open = <a href={image.fileUrl} class="text-sm">Open the original</a>;
  return (
    <figure class="flex min-w-0 flex-col gap-2">
      <div class="card flex min-h-60 items-center justify-center overflow-hidden p-3">
        {image.undecoded || image.width === null || image.height === null ? <Placeholder image={image} /> : (
          <img
            src={image.fileUrl}
            alt={image.alt ?? `Image ${image.id}; no page gave it a description`}
            width={image.width}
            height={image.height}
            class="see-through h-auto max-h-[78vh] w-auto max-w-full object-contain"
          />
        )}
      </div>
      <figcaption class="flex flex-wrap items-baseline justify-between gap-x-4 text-muted">
        <span class="line-clamp-4">{image.alt ?? "No page described this image."}</span>
        {open}
      </figcaption>
    </figure>
  );
}

function Facts({ image }: { image: Image }) {
  return (
    <section aria-labelledby="facts">
      <h2 id="facts" class="mb-2">Facts</h2>
      <dl class="facts">
        <dt>Type</dt>
        <dd>{image.mediaType}{image.undecoded && " (stored as it came, not decoded)"}</dd>
        {image.width !== null && (
          <>
            <dt>Size</dt>
            <dd>{image.width} × {image.height} pixels</dd>
          </>
        )}
        {image.frames !== null && image.frames > 1 && (
          <>
            <dt>Frames</dt>
            <dd>{image.frames}</dd>
          </>
        )}
        <dt>File</dt>
        <dd>{formatBytes(image.bytes)}</dd>
        <dt>Stored</dt>
        <dd>
          <time dateTime={image.createdAt.toISOString()}>{formatTime(image.createdAt)} UTC</time>
        </dd>
        {image.jobId !== null && (
          <>
            <dt>Stored by</dt>
            <dd>
              <a href={`/jobs/${image.jobId}`}>Job {image.jobId}</a>
            </dd>
          </>
        )}
        <dt>SHA-256</dt>
        <dd class="font-mono text-xs leading-5 break-all">{image.sha256}</dd>
        {image.thumbnailError !== null && (
          <>
            <dt>Thumbnail</dt>
            <dd>{image.thumbnailError}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

function History({ image, query, operations }: { image: Image; query: string; operations: Operation[] }) {
  if (operations.length === 0) return null;
  return (
    <section aria-labelledby="history">
      <h2 id="history" class="mb-2 flex items-baseline gap-3">
        History <a href={`/operations?image=${image.id}`} class="text-sm font-normal">All changes</a>
      </h2>
      <OperationList operations={operations} back={imageUrl(image.id, query)} />
    </section>
  );
}

function titleOf(image: Image): string {
  return image.alt?.slice(0, 120) || `Image ${image.id}`;
}
