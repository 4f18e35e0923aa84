import type { Page } from "../../../shared/page.ts";
import { type LastDone, Layout } from "../../../shared/web/layout.tsx";
import { pageUrl, Pagination } from "../../../shared/web/pagination.tsx";
import type { Operation, OperationQuery } from "../../../tags/operations/schemas.ts";
import { OperationList } from "./operation_list.tsx";

export interface OperationsPageProps {
  query: OperationQuery;
  page: Page<Operation>;
  done: LastDone | null;
}

/** The history: everything, or what concerns one tag, image or kind of act. */
export function OperationsPage({ query, page, done }: OperationsPageProps) {
  const filter = { kind: query.kind, tag: query.tag, image: query.image?.toString() };
  return (
    <Layout title="History" active="history" done={done}>
      <h1 class="mb-4">History</h1>
      <Filter query={query} />
      {page.items.length === 0
        ? <Nothing filtered={Object.values(filter).some((value) => value !== undefined)} />
        : <OperationList operations={page.items} back={pageUrl("/operations", { ...filter, cursor: query.cursor })} />}
      <Pagination path="/operations" query={filter} cursor={query.cursor} next={page.next} />
    </Layout>
  );
}

/** What the program itself calls acts; any other word is found too. */
const KINDS: [kind: string, text: string][] = [
  ["tag", "Tags of images"],
  ["crawl", "Tags that crawls put"],
  ["edit", "Notes and ratings"],
  ["trash", "Put into the trash"],
  ["restore", "Taken out of the trash"],
  ["create_tag", "Tags created"],
  ["edit_tag", "Descriptions and categories of tags"],
  ["rename_tag", "Tags renamed"],
  ["merge", "Tags merged"],
  ["delete_tag", "Tags deleted"],
  ["add_alias", "Aliases added"],
  ["remove_alias", "Aliases removed"],
  ["add_implication", "Implications added"],
  ["remove_implication", "Implications removed"],
  ["create_category", "Categories created"],
  ["edit_category", "Categories edited"],
  ["delete_category", "Categories deleted"],
  ["undo", "Undone"],
  ["redo", "Redone"],
];

function Filter({ query }: { query: OperationQuery }) {
  return (
    <form method="get" action="/operations" class="mb-5 flex flex-wrap items-end gap-3">
      <label class="flex flex-col gap-1">
        <span class="eyebrow">Kind</span>
        <select name="kind" class="input">
          <option value="">Everything</option>
          {KINDS.map(([kind, text]) => <option key={kind} value={kind} selected={kind === query.kind}>{text}</option>)}
        </select>
      </label>
      <label class="flex min-w-0 flex-1 basis-32 flex-col gap-1 sm:max-w-56">
        <span class="eyebrow">Tag</span>
        <input name="tag" value={query.tag} class="input w-full" autocomplete="off" autocapitalize="none" />
      </label>
      <label class="flex w-28 flex-col gap-1">
        <span class="eyebrow">Image number</span>
        <input name="image" value={query.image} class="input w-full" inputMode="numeric" pattern="[0-9]*" />
      </label>
      <button type="submit" class="button button-quiet">Show</button>
    </form>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  return (
    <p class="card px-6 py-8 text-muted">
      {filtered
        ? (
          <>
            Nothing like this was changed. <a href="/operations">Show everything</a>
          </>
        )
        : "Nothing was changed yet. Whatever people do to tags and images is listed here, and can be undone."}
    </p>
  );
}
