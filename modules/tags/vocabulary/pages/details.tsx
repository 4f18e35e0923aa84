import type { Category, Tag } from "../../schemas.ts";
import { HiddenFields } from "./hidden_fields.tsx";

/** The form for the description and the category of a tag. */
export function Details({ tag, categories }: { tag: Tag; categories: Category[] }) {
  return (
    <form method="post" action="/tag" class="flex flex-col gap-3">
      <HiddenFields fields={{ act: "edit", name: tag.name }} />
      <label>
        <span class="sr-only">Description</span>
        <textarea name="description" rows={3} maxLength={10_000} class="input w-full" placeholder="When is this the right tag?">
          {tag.description}
        </textarea>
      </label>
      <div class="flex flex-wrap items-end gap-3">
        <label class="flex flex-col gap-1">
          <span class="eyebrow">
            Category (<a href="/categories">edit categories</a>)
          </span>
          <select name="category" class="input">
            {categories.map(({ name }) => <option key={name} value={name} selected={name === tag.category}>{name}</option>)}
          </select>
        </label>
        <button type="submit" class="button">Save</button>
      </div>
    </form>
  );
}
