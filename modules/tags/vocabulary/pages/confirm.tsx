import { plural } from "../../../shared/web/format.ts";
import { Layout } from "../../../shared/web/layout.tsx";
import { tagPageUrl } from "../../urls.ts";
import type { VocabularyResult } from "../schemas.ts";
import type { TagForm } from "../tag_forms.ts";
import { HiddenFields } from "./hidden_fields.tsx";

type Effect = Pick<VocabularyResult, "images" | "added" | "removed">;

/** Shows what an operation on a tag would change, and asks whether to run it. */
export function ConfirmPage({ form, effect }: { form: TagForm; effect: Effect }) {
  const { title, text, button } = questionOf(form, effect);
  // `taggings` is not hidden: people choose it here, in `TaggingChoice`.
  const given = Object.entries(form).filter(([name]) => name !== "taggings");
  const fields = Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
  return (
    <Layout title={title} active="tags">
      <form method="post" action="/tag" class="card mx-auto flex max-w-xl flex-col gap-4 p-6">
        <h1 class="text-lg">{title}</h1>
        <p>{text}</p>
        <HiddenFields fields={{ ...fields, confirmed: "true" }} />
        {form.act === "remove_implication" && <TaggingChoice implied={form.implied} />}
        <p class="text-muted">This is one operation, which can be undone.</p>
        <div class="flex flex-wrap items-center gap-3">
          <button type="submit" class={form.act === "delete" ? "button button-danger" : "button"}>{button}</button>
          <a href={tagPageUrl(form.name)} class="button button-quiet">Cancel</a>
        </div>
      </form>
    </Layout>
  );
}

function questionOf(form: TagForm, { images, added, removed }: Effect): { title: string; text: string; button: string } {
  switch (form.act) {
    case "merge":
      return {
        title: `Merge ${form.name} into ${form.into}?`,
        text: `Changes ${plural(images, "image")}: removes ${plural(removed, "tagging")} of ${form.name} and adds ${
          plural(added, "tagging")
        }. The name ${form.name} and its aliases become aliases of ${form.into}.`,
        button: `Merge into ${form.into}`,
      };
    case "delete":
      return {
        title: `Delete ${form.name}?`,
        text: `Removes the tag from ${plural(images, "image")}, and deletes its aliases and implications.`,
        button: `Delete ${form.name}`,
      };
    case "add_implication": {
      const now = added === 0
        ? `Changes no image: all images with ${form.name} already have ${form.implies}.`
        : `Adds ${plural(added, "tagging")} to ${plural(images, "image")}.`;
      return {
        title: `Make ${form.name} imply ${form.implies}?`,
        text: `${now} Images that get ${form.name} later also get ${form.implies}.`,
        button: `Imply ${form.implies}`,
      };
    }
    case "remove_implication":
      return {
        title: `Make ${form.name} no longer imply ${form.implied}?`,
        text: `Images that get ${form.name} later do not get ${form.implied} with it.`,
        button: "Remove the implication",
      };
    default:
      return { title: form.name, text: `Changes ${plural(images, "image")}.`, button: "Confirm" };
  }
}

function TaggingChoice({ implied }: { implied: string }) {
  return (
    <fieldset class="flex flex-col gap-1.5">
      <legend class="mb-1">Images that have {implied} only because of this implication</legend>
      <label class="flex items-center gap-2">
        <input type="radio" name="taggings" value="keep" class="check" checked /> keep the tag
      </label>
      <label class="flex items-center gap-2">
        <input type="radio" name="taggings" value="remove" class="check" /> lose the tag
      </label>
    </fieldset>
  );
}
