import type { Tag } from "../../schemas.ts";
import { TagDot } from "../../tag_dot.tsx";
import { tagPageUrl } from "../../urls.ts";
import type { Implication, Implications } from "../schemas.ts";
import { HiddenFields } from "./hidden_fields.tsx";
import { NameInput } from "./name_input.tsx";

/** What comes with the tag on every image, and what brings it. */
export function ImplicationLists({ tag, implications: { implies, impliedBy } }: { tag: Tag; implications: Implications }) {
  return (
    <>
      <div>
        <h3 class="mb-1.5 font-medium text-muted">Every image with {tag.name} also gets</h3>
        {implies.length === 0 ? <p class="text-muted">nothing</p> : (
          <ul class="flex flex-wrap gap-1.5">
            {implies.map((implied) => (
              <li key={implied.name} class="chip pr-0.5">
                <TagName tag={implied} />
                <form method="post" action="/tag" class="flex">
                  <HiddenFields fields={{ act: "imply_no_more", name: tag.name, implied: implied.name }} />
                  <button
                    type="submit"
                    class="chip-remove"
                    aria-label={`No longer imply ${implied.name}`}
                    title={`No longer imply ${implied.name}`}
                  >
                    ×
                  </button>
                </form>
              </li>
            ))}
          </ul>
        )}
      </div>
      <form method="post" action="/tag" class="flex gap-2">
        <HiddenFields fields={{ act: "imply", name: tag.name }} />
        <label class="min-w-0 flex-1">
          <span class="sr-only">Tag that it implies</span>
          <NameInput name="implies" placeholder="A tag that comes with it" />
        </label>
        <button type="submit" class="button button-quiet">Preview</button>
      </form>
      {impliedBy.length > 0 && (
        <div>
          <h3 class="mb-1.5 font-medium text-muted">It comes with</h3>
          <ul class="flex flex-wrap gap-1.5">
            {impliedBy.map((other) => (
              <li key={other.name} class="chip">
                <TagName tag={other} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

function TagName({ tag }: { tag: Implication }) {
  return (
    <>
      <TagDot colour={tag.colour} category={tag.category} />
      <a href={tagPageUrl(tag.name)} class="truncate text-ink">{tag.name}</a>
    </>
  );
}
