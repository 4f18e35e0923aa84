import { galleryUrl } from "../../images/urls.ts";
import type { SavedSearch } from "./schemas.ts";

/** The list of saved searches, and a form that saves the search that is shown. */
export function SavedSearches({ searches, query }: { searches: SavedSearch[]; query: string }) {
  const isNew = query.trim() !== "" && !searches.some((saved) => saved.query === query);
  if (searches.length === 0 && !isNew) return null;
  return (
    <details class="group/saved lg:px-2" open={searches.length > 0}>
      <summary class="mb-1.5 font-semibold">Saved searches</summary>
      <ul class="flex flex-col">
        {searches.map(({ id, name, query: saved }) => (
          <li key={id} class="group/one flex items-center gap-1">
            <a
              href={galleryUrl(saved)}
              title={saved}
              aria-current={saved === query ? "true" : undefined}
              class="min-w-0 flex-1 truncate rounded-md py-1 text-ink aria-[current]:font-semibold"
            >
              {name}
            </a>
            <form method="post" action={`/searches/${id}/delete`} class="flex">
              <button type="submit" class="chip-remove" aria-label={`Delete the saved search ${name}`} title="Delete">×</button>
            </form>
          </li>
        ))}
      </ul>
      {isNew && <SaveForm query={query} />}
    </details>
  );
}

function SaveForm({ query }: { query: string }) {
  return (
    <form method="post" action="/searches" class="mt-1 flex gap-1.5">
      <input type="hidden" name="query" value={query} />
      <label class="min-w-0 flex-1">
        <span class="sr-only">Name for this search</span>
        <input
          name="name"
          required
          maxLength={100}
          class="input h-8 w-full px-2"
          placeholder="Name for this search"
          autocomplete="off"
        />
      </label>
      <button type="submit" class="button button-quiet button-small px-2.5">Save</button>
    </form>
  );
}
