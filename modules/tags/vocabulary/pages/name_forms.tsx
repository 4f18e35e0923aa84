import type { Tag } from "../../schemas.ts";
import { HiddenFields } from "./hidden_fields.tsx";
import { NameInput } from "./name_input.tsx";

export function RenameForm({ tag }: { tag: Tag }) {
  return (
    <form method="post" action="/tag" class="flex flex-wrap items-end gap-2">
      <HiddenFields fields={{ act: "rename", name: tag.name }} />
      <label class="flex min-w-0 flex-1 basis-40 flex-col gap-1">
        <span class="eyebrow">New name</span>
        <NameInput name="to" value={tag.displayName} />
      </label>
      <button type="submit" class="button button-quiet">Rename</button>
      <label class="flex basis-full items-center gap-2">
        <input type="checkbox" name="keepAlias" class="check" checked /> Keep {tag.name} as an alias
      </label>
    </form>
  );
}

export function MergeForm({ tag }: { tag: Tag }) {
  return (
    <form method="post" action="/tag" class="flex flex-wrap items-end gap-2">
      <HiddenFields fields={{ act: "merge", name: tag.name }} />
      <label class="flex min-w-0 flex-1 basis-40 flex-col gap-1">
        <span class="eyebrow">Merge into</span>
        <NameInput name="into" placeholder="Tag with the same meaning" />
      </label>
      <button type="submit" class="button button-quiet">Preview</button>
    </form>
  );
}

export function DeleteForm({ tag }: { tag: Tag }) {
  return (
    <form method="post" action="/tag">
      <HiddenFields fields={{ act: "delete", name: tag.name }} />
      <button type="submit" class="button button-danger">Delete…</button>
    </form>
  );
}
