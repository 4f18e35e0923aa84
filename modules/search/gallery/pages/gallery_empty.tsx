import type { ImagePage } from "../../schemas.ts";
import { plural } from "../../../shared/web/format.ts";
import type { SearchFault } from "../../grammar/check.ts";
import { editableQuery, hasTerm, withoutTerm } from "../../grammar/edit.ts";
import { galleryUrl } from "../../../images/urls.ts";

/** The gallery of an empty library: a form that begins a crawl. */
export function EmptyLibrary() {
  return (
    <div class="card mx-auto max-w-2xl px-6 py-12 text-center sm:px-12">
      <h1 class="text-lg">Nothing here yet: start a crawl</h1>
      <p class="mx-auto mt-2 max-w-prose text-muted">
        Give the address of a website. Every image on it is fetched politely, stored unchanged, and shown here to be tagged.
      </p>
      <form action="/jobs/new" method="get" class="mt-6 flex flex-col gap-2 text-left sm:flex-row sm:items-end">
        <label class="flex min-w-0 flex-1 flex-col gap-1">
          <span class="eyebrow">Website</span>
          <input
            name="urls"
            required
            class="input w-full"
            placeholder="https://example.org/"
            autocapitalize="none"
            spellcheck={false}
          />
        </label>
        <button type="submit" class="button">Choose options</button>
      </form>
    </div>
  );
}

/** The page of a search without results. It names the terms that match no image and links to the search without each term. */
export function EmptyResult({ query, terms }: { query: string; terms: ImagePage["terms"] }) {
  const editable = editableQuery(query);
  const zero = terms.filter(({ count }) => count === 0);
  return (
    <div class="card max-w-2xl px-6 py-8">
      <h2 class="text-lg">No image matches</h2>
      {zero.length > 0
        ? <p class="mt-1 text-muted">Nothing in the library has {zero.map(({ term }) => `“${term}”`).join(" or ")}.</p>
        : <p class="mt-1 text-muted">Each of these terms matches images, but no image matches all of them.</p>}
      <ul class="mt-4 flex flex-col gap-1">
        {terms.map(({ term, count, exact, without }) => (
          <li key={term} class="flex flex-wrap items-baseline gap-x-3">
            <code class={`font-mono font-medium ${count === 0 ? "text-bad" : ""}`}>{term}</code>
            <span class="text-muted tabular-nums">{exact ? "" : "at least "}{plural(count, "image")}</span>
            {hasTerm(editable, term) && (
              <a href={galleryUrl(withoutTerm(editable, term))}>
                Search without it{without === null ? "" : `: ${plural(without, "image")}`}
              </a>
            )}
          </li>
        ))}
      </ul>
      <p class="mt-4">
        <a href="/">Show all images</a>
      </p>
    </div>
  );
}

/** A search that cannot be read: the fault is marked, and the corrected search is offered if it is known. */
export function SyntaxFault({ query, fault }: { query: string; fault: SearchFault }) {
  const start = fault.column - 1;
  const end = start + fault.length;
  return (
    <div class="notice notice-bad max-w-2xl" role="alert">
      <h2>This search cannot be read</h2>
      <p class="mt-1">{fault.message}</p>
      <p class="mt-3 font-mono wrap-anywhere whitespace-pre-wrap text-ink" aria-hidden="true">
        {query.slice(0, start)}
        <mark class="bg-bad px-0.5 text-page">{query.slice(start, end) || " "}</mark>
        {query.slice(end)}
      </p>
      <p class="mt-3 flex flex-wrap gap-x-4 gap-y-1">
        {fault.suggestion !== null && (
          <a href={galleryUrl(fault.suggestion)}>
            Search for <code class="font-mono">{fault.suggestion}</code>
          </a>
        )}
        <a href="/help/search">How to search</a>
      </p>
    </div>
  );
}

/** A search that would take too long, or that the server cannot answer now. */
export function Refusal({ reason }: { reason: string }) {
  return (
    <div class="notice max-w-2xl" role="alert">
      <h2>This search was not answered</h2>
      <p class="mt-1">{reason}</p>
      <p class="mt-3">
        <a href="/help/search">How to search</a>
      </p>
    </div>
  );
}
