import { formatCount } from "../../shared/web/format.ts";
import { type LastDone, Layout } from "../../shared/web/layout.tsx";
import { Pagination } from "../../shared/web/pagination.tsx";
import type { Page } from "../../shared/page.ts";
import type { Category, Tag, TagQuery } from "../schemas.ts";
import { tagPageUrl, tagUrl } from "../urls.ts";
import { TagDot } from "../tag_dot.tsx";

const ORDERS: Record<TagQuery["order"], string> = { count: "Most used first", name: "By name" };

export interface TagsPageProps {
  query: TagQuery;
  page: Page<Tag>;
  categories: Category[];
  done?: LastDone | null;
}

export function TagsPage({ query, page, categories, done }: TagsPageProps) {
  return (
    <Layout title="Tags" active="tags" done={done}>
      <div class="mb-4 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <h1>Tags</h1>
        <ul class="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted" aria-label="Categories">
          {categories.map(({ name, colour }) => (
            <li key={name} class="flex items-center gap-1.5">
              <TagDot colour={colour} category="" />
              {name}
            </li>
          ))}
          <li>
            <a href="/categories">Edit categories</a>
          </li>
        </ul>
      </div>
      <Filter query={query} categories={categories} />
      {page.items.length === 0 ? <Nothing query={query} /> : <TagColumns tags={page.items} />}
      <Pagination
        path="/tags"
        query={{ q: query.q, order: query.order, category: query.category }}
        cursor={query.cursor}
        next={page.next}
      />
      <NewTagForm categories={categories} />
    </Layout>
  );
}

function Filter({ query, categories }: { query: TagQuery; categories: Category[] }) {
  return (
    <form method="get" action="/tags" class="mb-5 flex flex-wrap items-end gap-3">
      <label class="flex min-w-0 flex-1 basis-48 flex-col gap-1 sm:max-w-xs">
        <span class="eyebrow">Begins with</span>
        <input type="search" name="q" value={query.q} class="input w-full" autocomplete="off" autocapitalize="none" />
      </label>
      <label class="flex flex-col gap-1">
        <span class="eyebrow">Category</span>
        <select name="category" class="input">
          <option value="">All</option>
          {categories.map(({ name }) => <option key={name} value={name} selected={name === query.category}>{name}</option>)}
        </select>
      </label>
      <label class="flex flex-col gap-1">
        <span class="eyebrow">Order</span>
        <select name="order" class="input">
          {Object.entries(ORDERS).map(([value, text]) => (
            <option key={value} value={value} selected={value === query.order}>{text}</option>
          ))}
        </select>
      </label>
      <button type="submit" class="button button-quiet">Show</button>
    </form>
  );
}

function TagColumns({ tags }: { tags: Tag[] }) {
  return (
    <ul class="card gap-x-8 p-2 sm:columns-2 lg:columns-3 xl:columns-4">
      {tags.map((tag) => (
        <li key={tag.name} class="group/tag flex items-center break-inside-avoid rounded-md hover:bg-sunken">
          <a
            href={tagUrl(tag.name)}
            title={tag.description || undefined}
            class="flex min-w-0 flex-1 items-center gap-2 rounded-md px-2 py-1.5 text-ink no-underline hover:no-underline"
          >
            <TagDot colour={tag.colour} category={tag.category} />
            <span class="min-w-0 flex-1 truncate">{tag.name}</span>
            <span class="text-xs text-muted tabular-nums">{formatCount(tag.imageCount)}</span>
          </a>
          <a href={tagPageUrl(tag.name)} class="sign" aria-label={`About ${tag.name}`} title={`About ${tag.name}`}>?</a>
        </li>
      ))}
    </ul>
  );
}

function NewTagForm({ categories }: { categories: Category[] }) {
  return (
    <details class="mt-6">
      <summary class="font-semibold">New tag</summary>
      <form method="post" action="/tags" class="mt-2 flex flex-wrap items-end gap-3">
        <label class="flex min-w-0 flex-1 basis-48 flex-col gap-1 sm:max-w-xs">
          <span class="eyebrow">Name</span>
          <input name="name" required maxLength={200} class="input w-full" autocomplete="off" autocapitalize="none" />
        </label>
        <label class="flex flex-col gap-1">
          <span class="eyebrow">Category</span>
          <select name="category" class="input">
            {categories.map(({ name }) => <option key={name} value={name}>{name}</option>)}
          </select>
        </label>
        <button type="submit" class="button">Create</button>
      </form>
    </details>
  );
}

function Nothing({ query: { q, category } }: { query: TagQuery }) {
  if (q !== "" || category !== "") {
    const [start, end] = [q === "" ? "" : ` begins with “${q}”`, category === "" ? "" : ` is in the category “${category}”`];
    return (
      <p class="card px-6 py-8 text-muted">
        No tag{start}
        {start !== "" && end !== "" && " and"}
        {end}. <a href="/tags">Show all tags</a>
      </p>
    );
  }
  return (
    <p class="card px-6 py-8 text-muted">
      There are no tags yet. Open an image in the <a href="/">gallery</a> and add tags to it, or start a{" "}
      <a href="/jobs/new">new crawl</a> with tags: every image that it finds gets them.
    </p>
  );
}
