import type { Tagging } from "../../../tags/schemas.ts";
import { Island } from "../../../shared/web/island.tsx";
import type { TagEditorProps } from "../../../tags/islands/tag_editor.tsx";
import { tagUrl } from "../../../tags/urls.ts";
import { TagDot } from "../../../tags/tag_dot.tsx";
import type { Image } from "../../../images/schemas.ts";

/** A tag form that was refused: the text that was typed, and the reason. */
export interface TagFormState {
  typed: string;
  fault: string;
}

/** The tags of the image, with plain forms that add and remove tags. The island does the same without a reload. */
export function TagSection({ image, query, state }: { image: Image; query: string; state: TagFormState | undefined }) {
  const action = `/images/${image.id}/tags`;
  const props: TagEditorProps = { imageId: image.id, tags: image.tags, typed: state?.typed ?? "", fault: state?.fault ?? null };
  return (
    <section aria-labelledby="tags">
      <h2 id="tags" class="mb-2">Tags</h2>
      <Island name="tag_editor" props={props}>
        {image.tags.length === 0 && <p class="mb-3 text-muted">This image has no tags yet. Add tags that name what it shows.</p>}
        <ul class="mb-3 flex flex-wrap gap-1.5">
          {image.tags.map((tag) => <TagChip key={tag.name} tag={tag} action={action} query={query} />)}
        </ul>
        <form method="post" action={action} class="flex flex-wrap gap-2">
          <input type="hidden" name="q" value={query} />
          <label class="min-w-0 flex-1 basis-40">
            <span class="sr-only">Tags to add</span>
            <input
              name="add"
              required
              value={state?.typed}
              class="input w-full"
              placeholder="Add tags: sunset red_car"
              autocomplete="off"
              autocapitalize="none"
              aria-invalid={state !== undefined}
              aria-describedby={state ? "tag-fault" : undefined}
            />
          </label>
          <button type="submit" class="button">Add</button>
          {state && <p id="tag-fault" class="basis-full text-bad" role="alert">{state.fault}</p>}
        </form>
      </Island>
    </section>
  );
}

function TagChip({ tag, action, query }: { tag: Tagging; action: string; query: string }) {
  return (
    <li class="chip pr-0.5">
      <TagDot colour={tag.colour} category={tag.category} />
      <a href={tagUrl(tag.name)} class="truncate text-ink">{tag.name}</a>
      <form method="post" action={action} class="flex">
        <input type="hidden" name="q" value={query} />
        <input type="hidden" name="remove" value={tag.name} />
        <button type="submit" class="chip-remove" aria-label={`Remove ${tag.name}`} title={`Remove ${tag.name}`}>×</button>
      </form>
    </li>
  );
}
