import type { Tag } from "../../tags/schemas.ts";
import { formatCount } from "../../shared/web/format.ts";
import { Layout } from "../../shared/web/layout.tsx";
import { Pagination } from "../../shared/web/pagination.tsx";
import type { ImagePage, ImageQuery } from "../schemas.ts";
import { BulkBar } from "./bulk_bar.tsx";
import { EmptyLibrary, EmptyResult, SyntaxFault } from "./gallery_empty.tsx";
import { LibraryTags } from "./library_tags.tsx";
import { Tile } from "./tile.tsx";

export interface GalleryProps {
  query: ImageQuery;
  /** A message says why the query could not be read. */
  result: ImagePage | { fault: string };
  tags: Tag[];
  /** What a form on this page said that could not be done. */
  notice?: string | undefined;
}

export function GalleryPage({ query, result, tags, notice }: GalleryProps) {
  const title = query.q === "" ? "Gallery" : query.q;
  const isNew = query.q === "" && query.cursor === undefined && "items" in result && result.items.length === 0;
  return (
    <Layout title={title} active="gallery" query={query.q}>
      <div class="flex flex-col gap-6 lg:flex-row lg:gap-8">
        <LibraryTags tags={tags} query={query.q} />
        <section class="min-w-0 flex-1" aria-label="Images">
          {!isNew && <Heading query={query.q} result={result} />}
          {notice !== undefined && <p class="notice notice-bad mb-4" role="alert">{notice}</p>}
          {"fault" in result ? <SyntaxFault query={query.q} fault={result.fault} /> : <Results query={query} result={result} />}
        </section>
      </div>
    </Layout>
  );
}

function Heading({ query, result }: Pick<GalleryProps, "result"> & { query: string }) {
  return (
    <div class="mb-4 flex flex-wrap items-baseline gap-x-3 gap-y-1">
      <h1 class="line-clamp-3">{query === "" ? "All images" : query}</h1>
      {"count" in result && (
        <p class="text-muted tabular-nums">
          {result.count.exact ? "" : "at least "}
          {formatCount(result.count.value)} {result.count.value === 1 ? "image" : "images"}
        </p>
      )}
    </div>
  );
}

function Results({ query, result }: { query: ImageQuery; result: ImagePage }) {
  if (result.items.length === 0 && query.cursor === undefined) {
    return query.q === "" ? <EmptyLibrary /> : <EmptyResult query={query.q} terms={result.terms} />;
  }
  return (
    <>
      <ul
        id="tiles"
        class="grid grid-cols-[repeat(auto-fill,minmax(6.5rem,1fr))] gap-2 sm:grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))] sm:gap-3"
      >
        {result.items.map((image) => <Tile key={image.id} image={image} query={query.q} />)}
      </ul>
      <Pagination path="/" query={{ q: query.q }} cursor={query.cursor} next={result.next} />
      <BulkBar query={query.q} matching={result.count} />
    </>
  );
}
