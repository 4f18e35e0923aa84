import type { Page } from "../../shared/page.ts";
import { type LastDone, Layout } from "../../shared/web/layout.tsx";
import { pageUrl, Pagination } from "../../shared/web/pagination.tsx";
import type { Operation, OperationQuery } from "../schemas.ts";
import type { OperationKind } from "../kinds.ts";
import { OperationList } from "./operation_list.tsx";

export interface OperationsPageProps {
  query: OperationQuery;
  page: Page<Operation>;
  /** The kinds that the filter offers. */
  kinds: readonly OperationKind[];
  done: LastDone | null;
}

/** The page of the history: all operations, or those of one tag, image or kind. */
export function OperationsPage({ query, page, kinds, done }: OperationsPageProps) {
  const filter = { kind: query.kind, tag: query.tag, image: query.image?.toString() };
  return (
    <Layout title="History" active="history" done={done}>
      <h1 class="mb-4">History</h1>
      <Filter query={query} kinds={kinds} />
      {page.items.length === 0
        ? <Nothing filtered={Object.values(filter).some((value) => value !== undefined)} />
        : <OperationList operations={page.items} back={pageUrl("/operations", { ...filter, cursor: query.cursor })} />}
      <Pagination path="/operations" query={filter} cursor={query.cursor} next={page.next} />
    </Layout>
  );
}

function Filter({ query, kinds }: Pick<OperationsPageProps, "query" | "kinds">) {
  return (
    <form method="get" action="/operations" class="mb-5 flex flex-wrap items-end gap-3">
      <label class="flex flex-col gap-1">
        <span class="eyebrow">Kind</span>
        <select name="kind" class="input">
          <option value="">All</option>
          {kinds.map(({ name, label }) => <option key={name} value={name} selected={name === query.kind}>{label}</option>)}
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
            No operation matches this filter. <a href="/operations">Show all operations</a>
          </>
        )
        : "There are no operations yet. All changes of tags and images are listed here, and can be undone."}
    </p>
  );
}
