import type { Tag } from "../../schemas.ts";
import type { Alias } from "../schemas.ts";
import { HiddenFields } from "./hidden_fields.tsx";
import { NameInput } from "./name_input.tsx";

/** The aliases of a tag, and the forms that add and remove them. */
export function Aliases({ tag, aliases }: { tag: Tag; aliases: Alias[] }) {
  return (
    <>
      {aliases.length === 0 ? <p class="text-muted">This tag has no aliases.</p> : (
        <ul class="flex flex-wrap gap-1.5">
          {aliases.map(({ name }) => (
            <li key={name} class="chip pr-0.5">
              <span class="truncate">{name}</span>
              <form method="post" action="/tag" class="flex">
                <HiddenFields fields={{ act: "remove_alias", name: tag.name, alias: name }} />
                <button
                  type="submit"
                  class="chip-remove"
                  aria-label={`Remove the alias ${name}`}
                  title={`Remove the alias ${name}`}
                >
                  ×
                </button>
              </form>
            </li>
          ))}
        </ul>
      )}
      <form method="post" action="/tag" class="flex gap-2">
        <HiddenFields fields={{ act: "add_alias", name: tag.name }} />
        <label class="min-w-0 flex-1">
          <span class="sr-only">New alias</span>
          <NameInput name="alias" placeholder="Another name" />
        </label>
        <button type="submit" class="button button-quiet">Add alias</button>
      </form>
    </>
  );
}
