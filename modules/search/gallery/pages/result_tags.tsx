import { formatCount } from "../../../shared/web/format.ts";
import { TagDot } from "../../../tags/tag_dot.tsx";
import { tagPageUrl, termOf } from "../../../tags/urls.ts";
import type { ResultTag } from "../../find/tag_count_repository.ts";
import { type EditableQuery, editableQuery, hasTerm, withoutTerm, withTerm } from "../../grammar/edit.ts";
import { galleryUrl } from "../../../images/urls.ts";

/** The tags of a result with their counts, and links that require (+) or exclude (−) each. */
export function ResultTags({ tags, query, title }: { tags: ResultTag[]; query: string; title: string }) {
  const editable = editableQuery(query);
  return (
    <nav aria-label="Tags">
      <h2 class="mb-2 flex items-baseline justify-between gap-2 lg:px-2">
        {title} <a href="/tags" class="text-sm font-normal">All tags</a>
      </h2>
      {tags.length === 0 && <p class="text-muted lg:px-2">No tags</p>}
      <ul class="flex flex-wrap gap-1.5 lg:flex-col lg:flex-nowrap lg:gap-0">
        {tags.map((tag) => <TagRow key={tag.name} tag={tag} query={editable} />)}
      </ul>
    </nav>
  );
}

function TagRow({ tag, query }: { tag: ResultTag; query: EditableQuery }) {
  const term = termOf(tag.name);
  return (
    <li class="flex min-w-0 items-center rounded-md max-lg:border max-lg:border-line max-lg:bg-raised max-lg:nth-[n+13]:hidden lg:hover:bg-sunken">
      <Sign query={query} term={term} sign="+" wants={`Only with ${tag.name}`} drops={`No longer only with ${tag.name}`} />
      <Sign query={query} term={`-${term}`} sign="−" wants={`Without ${tag.name}`} drops={`No longer without ${tag.name}`} />
      <a
        href={galleryUrl(term)}
        class={`flex min-w-0 flex-1 items-center gap-1.5 py-1 pr-2 text-ink ${hasTerm(query, `-${term}`) ? "line-through" : ""}`}
      >
        <TagDot colour={tag.colour} category={tag.category} />
        <span class={`truncate max-lg:max-w-40 ${hasTerm(query, term) ? "font-semibold" : ""}`}>{tag.name}</span>
        <span class="ml-auto shrink-0 pl-1 text-xs text-muted tabular-nums">{formatCount(tag.count)}</span>
      </a>
      <a href={tagPageUrl(tag.name)} class="sign max-lg:hidden" aria-label={`About ${tag.name}`} title={`About ${tag.name}`}>?</a>
    </li>
  );
}

interface SignProps {
  query: EditableQuery;
  term: string;
  sign: string;
  wants: string;
  drops: string;
}

/** Adds a term to the search, or removes it. */
function Sign({ query, term, sign, wants, drops }: SignProps) {
  const chosen = hasTerm(query, term);
  const label = chosen ? drops : wants;
  return (
    <a
      href={galleryUrl(chosen ? withoutTerm(query, term) : withTerm(query, term))}
      class="sign"
      aria-current={chosen ? "true" : undefined}
      aria-label={label}
      title={label}
    >
      {sign}
    </a>
  );
}
