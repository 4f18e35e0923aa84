import type { Tag } from "../../schemas.ts";
import { TagDot } from "../../tag_dot.tsx";
import { tagPageUrl } from "../../urls.ts";
import type { Implication, Implications } from "../schemas.ts";
import { HiddenFields } from "./hidden_fields.tsx";
import { NameInput } from "./name_input.tsx";

/** The tags that a tag implies and those that imply it, and the forms that add and remove implications. */
export function ImplicationLists({ tag, implications: { implies, impliedBy } }: { tag: Tag; implications: Implications }) {
  return (
    <>
      <div>
        <h3 class="mb-1.5 font-medium text-muted">Every image with {tag.name} also gets</h3>
        {implies.length === 0 ? <p class="text-muted">No other tag</p> : (
          <ul class="flex flex-wrap gap-1.5">
            {implies.map((implied) => (
              <li key={implied.name} class="chip pr-0.5">
                <TagName tag={implied} />
                <form method="post" action="/tag" class="flex">
                  <HiddenFields fields={{ act: "remove_implication", name: tag.name, implied: implied.name }} />
                  <button
                    type="submit"
                    class="chip-remove"
                    aria-label={`Remove the implication of ${implied.name}`}
                    title={`Remove the implication of ${implied.name}`}
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
        <HiddenFields fields={{ act: "add_implication", name: tag.name }} />
        <label class="min-w-0 flex-1">
          <span class="sr-only">Tag to imply</span>
          <NameInput name="implies" placeholder="Tag to imply" />
        </label>
        <button type="submit" class="button button-quiet">Preview</button>
      </form>
      {impliedBy.length > 0 && (
        <div>
          <h3 class="mb-1.5 font-medium text-muted">Tags that imply {tag.name}</h3>
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
