import { Island } from "../../../shared/web/island.tsx";
import type { BulkTaggerProps } from "../../islands/bulk_tagger.tsx";
import { IMAGES_PER_CALL } from "../../../tags/schemas.ts";
import type { ImagePage } from "../../schemas.ts";

/** A plain form at the end of the page that tags the selected images. The island replaces it by a bar. */
export function BulkBar({ query, matching }: { query: string; matching: ImagePage["count"] }) {
  const props: BulkTaggerProps = { query, matching, most: IMAGES_PER_CALL };
  return (
    <Island name="bulk_tagger" props={props} class="bulk-bar">
      <form id="bulk" method="post" action="/images/tags" class="card mt-6 flex flex-wrap items-end gap-3 p-4">
        <input type="hidden" name="q" value={query} />
        <label class="flex min-w-0 flex-1 basis-60 flex-col gap-1">
          <span class="eyebrow">Tags for the images ticked above</span>
          <input
            name="tags"
            required
            class="input w-full"
            autocomplete="off"
            autocapitalize="none"
            placeholder="portrait black_and_white"
          />
        </label>
        <button type="submit" class="button" name="action" value="add">Add</button>
        <button type="submit" class="button button-danger" name="action" value="remove">Remove</button>
      </form>
    </Island>
  );
}
