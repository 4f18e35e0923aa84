import { formatCount } from "../../../shared/web/format.ts";
import { type LastDone, Layout } from "../../../shared/web/layout.tsx";
import { Pagination } from "../../../shared/web/pagination.tsx";
import type { ResultTag } from "../../find/tag_count_repository.ts";
import { SavedSearches } from "../../saved/saved_searches.tsx";
import type { SavedSearch } from "../../saved/schemas.ts";
import type { ImagePage, ImageQuery } from "../../schemas.ts";
import type { SearchFault } from "../../grammar/check.ts";
import { BulkBar } from "./bulk_bar.tsx";
import { EmptyLibrary, EmptyResult, Refusal, SyntaxFault } from "./gallery_empty.tsx";
import { ResultTags } from "./result_tags.tsx";
import { SearchTerms } from "./search_terms.tsx";
import { Tile } from "./tile.tsx";

/** The result of a search: a page of images, the fault of its text, or the reason why it was refused. */
export type GalleryResult = ImagePage | { fault: SearchFault } | { refused: string };

export interface GalleryProps {
  query: ImageQuery;
  result: GalleryResult;
  tags: ResultTag[];
  searches: SavedSearch[];
  done?: LastDone | null;
  /** Why a form on this page was refused. */
  notice?: string | undefined;
}

export function GalleryPage({ query, result, tags, searches, done, notice }: GalleryProps) {
  const title = query.q === "" ? "Gallery" : query.q;
  const isNew = query.q === "" && query.cursor === undefined && "items" in result && result.items.length === 0;
  return (
    <Layout title={title} active="gallery" query={query.q} done={done}>
      <div class="flex flex-col gap-6 lg:flex-row lg:gap-8">
        {!isNew && (
          <div class="sidebar">
            <ResultTags tags={tags} query={query.q} title={query.q !== "" && "items" in result ? "Tags of the result" : "Tags"} />
            <SavedSearches searches={searches} query={query.q} />
          </div>
        )}
        <section class="min-w-0 flex-1" aria-label="Images">
          {!isNew && <Heading query={query.q} result={result} />}
          {"terms" in result && result.terms.length > 1 && result.items.length > 0 && (
            <SearchTerms query={query.q} terms={result.terms} />
          )}
          {notice !== undefined && <p class="notice notice-bad mb-4" role="alert">{notice}</p>}
          <Result query={query} result={result} />
        </section>
      </div>
    </Layout>
  );
}

function Heading({ query, result }: { query: string; result: GalleryResult }) {
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

function Result({ query, result }: { query: ImageQuery; result: GalleryResult }) {
  if ("fault" in result) return <SyntaxFault query={query.q} fault={result.fault} />;
  if ("refused" in result) return <Refusal reason={result.refused} />;
  if (result.items.length === 0 && query.cursor === undefined) {
    return query.q === "" ? <EmptyLibrary /> : <EmptyResult query={query.q} terms={result.terms} />;
  }
  return (
    <>
      {result.notices.map((notice) => <p key={notice} class="notice mb-4" role="status">{notice}</p>)}
      <ul
        id="tiles"
        data-query={query.q}
        aria-label="Images"
        class="grid grid-cols-[repeat(auto-fill,minmax(6.5rem,1fr))] gap-2 sm:grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))] sm:gap-3"
      >
        {result.items.map((image) => <Tile key={image.id} image={image} query={query.q} />)}
      </ul>
      <script type="module" src="/static/islands/select_images.js" />
      <Pagination path="/" query={{ q: query.q }} cursor={query.cursor} next={result.next} />
      <BulkBar query={query.q} matching={result.count} />
    </>
  );
}
