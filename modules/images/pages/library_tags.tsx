import type { Tag } from "../../tags/schemas.ts";
import { formatCount } from "../../shared/web/format.ts";
import { TagDot } from "../../tags/tag_dot.tsx";
import { termOf } from "../../tags/tag_search.ts";
import { type EditableQuery, editableQuery, hasTerm, withoutTerm, withTerm } from "../search/edit.ts";
import { galleryUrl } from "../urls.ts";

/** The most used tags of the whole library; each narrows the query, or leaves it where it is part of it already. */
export function LibraryTags({ tags, query }: { tags: Tag[]; query: string }) {
  if (tags.length === 0) return null;
  const editable = editableQuery(query);
  return (
    <nav
      aria-label="Tags"
      class="lg:sticky lg:-ml-2 lg:top-6 lg:max-h-[calc(100vh-3rem)] lg:w-56 lg:shrink-0 lg:self-start lg:overflow-y-auto"
    >
      <h2 class="mb-2 flex items-baseline justify-between lg:px-2">
        Tags <a href="/tags" class="text-sm font-normal">All tags</a>
      </h2>
      <ul class="flex flex-wrap gap-1.5 lg:flex-col lg:flex-nowrap lg:gap-0">
        {tags.map((tag) => <LibraryTag key={tag.name} tag={tag} query={editable} />)}
      </ul>
    </nav>
  );
}

function LibraryTag({ tag, query }: { tag: Tag; query: EditableQuery }) {
  const term = termOf(tag.name);
  const chosen = hasTerm(query, term);
  const excluded = hasTerm(query, `-${term}`);
  const href = galleryUrl(chosen ? withoutTerm(query, term) : withTerm(query, term));
  return (
    <li class="group/tag flex min-w-0 items-center max-lg:nth-[n+9]:hidden">
      <a
        href={href}
        aria-current={chosen ? "true" : undefined}
        class="chip min-w-0 flex-1 max-lg:max-w-52 aria-[current]:bg-accent-soft aria-[current]:text-accent-strong lg:h-7 lg:rounded-md lg:border-transparent lg:bg-transparent lg:px-2 lg:hover:bg-sunken"
      >
        <TagDot colour={tag.colour} category={tag.category} />
        <span class={`truncate ${excluded ? "line-through" : ""}`}>{tag.name}</span>
        <span class="ml-auto shrink-0 pl-1 text-xs text-muted tabular-nums">{formatCount(tag.imageCount)}</span>
      </a>
      <a
        href={galleryUrl((excluded ? withoutTerm : withTerm)(query, `-${term}`))}
        class="hidden size-7 shrink-0 items-center justify-center rounded-md text-muted no-underline opacity-0 group-hover/tag:opacity-100 hover:bg-sunken hover:text-ink hover:no-underline focus-visible:opacity-100 lg:flex"
        aria-label={excluded ? `Stop leaving out ${tag.name}` : `Leave out ${tag.name}`}
        title={excluded ? `Stop leaving out ${tag.name}` : `Leave out ${tag.name}`}
      >
        −
      </a>
    </li>
  );
}
