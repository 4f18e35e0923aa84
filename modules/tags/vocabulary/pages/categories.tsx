import { type LastDone, Layout } from "../../../shared/web/layout.tsx";
import type { Category } from "../../schemas.ts";
import { TagDot } from "../../tag_dot.tsx";
import { HiddenFields } from "./hidden_fields.tsx";

const NAME = { required: true, pattern: "[a-z0-9_]{1,40}", title: "1 to 40 lower-case letters, digits or underscores" };

/** The page of categories: a form to edit and one to delete each category, and a form for a new one. */
export function CategoriesPage({ categories, done }: { categories: Category[]; done: LastDone | null }) {
  return (
    <Layout title="Categories" active="tags" done={done}>
      <p class="mb-3">
        <a href="/tags">Tags</a>
      </p>
      <h1 class="mb-4">Categories</h1>
      <ul class="card mb-6 max-w-3xl divide-y divide-line">
        {categories.map((category) => (
          <li key={category.id} class="flex flex-wrap items-end gap-x-6 gap-y-2 px-4 py-3">
            <EditForm category={category} />
            {categories.length > 1 && (
              <DeleteForm
                category={category}
                others={categories.filter(({ id }) => id !== category.id)}
              />
            )}
          </li>
        ))}
      </ul>
      <h2 class="mb-2">New category</h2>
      <form method="post" action="/categories" class="card flex max-w-3xl flex-wrap items-end gap-3 p-4">
        <HiddenFields fields={{ act: "create" }} />
        <NameField value="" />
        <ColourField value="#2563eb" />
        <button type="submit" class="button">Create</button>
      </form>
    </Layout>
  );
}

function EditForm({ category: { id, name, colour, position } }: { category: Category }) {
  return (
    <form method="post" action="/categories" class="flex min-w-0 flex-1 flex-wrap items-end gap-3">
      <HiddenFields fields={{ act: "edit", id: String(id) }} />
      <span class="flex h-9 items-center">
        <TagDot colour={colour} category="" />
      </span>
      <NameField value={name} />
      <ColourField value={colour} />
      <label class="flex w-20 flex-col gap-1">
        <span class="eyebrow">Order</span>
        <input type="number" name="position" value={position} required class="input w-full" />
      </label>
      <button type="submit" class="button button-quiet" aria-label={`Save ${name}`}>Save</button>
    </form>
  );
}

function NameField({ value }: { value: string }) {
  return (
    <label class="flex min-w-0 flex-1 basis-32 flex-col gap-1">
      <span class="eyebrow">Name</span>
      <input name="name" value={value} class="input w-full" autocomplete="off" autocapitalize="none" {...NAME} />
    </label>
  );
}

function ColourField({ value }: { value: string }) {
  return (
    <label class="flex flex-col gap-1">
      <span class="eyebrow">Colour</span>
      <input type="color" name="colour" value={value} class="input w-14 cursor-pointer px-1 py-1" />
    </label>
  );
}

/** Deletes a category. The form asks for another one, because the tags of the category have to move. */
function DeleteForm({ category: { id, name }, others }: { category: Category; others: Category[] }) {
  return (
    <details>
      <summary class="flex h-9 items-center text-muted">Delete</summary>
      <form method="post" action="/categories" class="mt-1 flex flex-wrap items-end gap-2">
        <HiddenFields fields={{ act: "delete", id: String(id) }} />
        <label class="flex flex-col gap-1">
          <span class="eyebrow">Move its tags to</span>
          <select name="into" class="input">
            {others.map((other) => <option key={other.id} value={other.id}>{other.name}</option>)}
          </select>
        </label>
        <button type="submit" class="button button-danger" aria-label={`Delete ${name}`}>Delete</button>
      </form>
    </details>
  );
}
