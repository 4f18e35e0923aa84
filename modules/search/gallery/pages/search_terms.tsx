import { formatCount } from "../../../shared/web/format.ts";
import type { ImagePage } from "../../schemas.ts";
import { editableQuery, hasTerm, withoutTerm } from "../../grammar/edit.ts";
import { galleryUrl } from "../../../images/urls.ts";

/** The parts of the search, each with the number of images that it finds by itself and a link that removes it. */
export function SearchTerms({ query, terms }: { query: string; terms: ImagePage["terms"] }) {
  const editable = editableQuery(query);
  return (
    <ul class="-mt-2 mb-4 flex flex-wrap gap-1.5" aria-label="Parts of the search">
      {terms.map(({ term, count, exact }) => (
        <li key={term} class="chip pr-0.5">
          <code class="truncate font-mono text-xs">{term}</code>
          <span class="text-xs text-muted tabular-nums">{exact ? "" : "≥ "}{formatCount(count)}</span>
          {hasTerm(editable, term)
            ? (
              <a
                href={galleryUrl(withoutTerm(editable, term))}
                class="chip-remove no-underline"
                aria-label={`Search without ${term}`}
                title={`Search without ${term}`}
              >
                ×
              </a>
            )
            : <span class="w-1.5" />}
        </li>
      ))}
    </ul>
  );
}
