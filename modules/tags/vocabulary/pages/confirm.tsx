import { formatCount, plural } from "../../../shared/web/format.ts";
import { Layout } from "../../../shared/web/layout.tsx";
import { tagPageUrl } from "../../urls.ts";
import type { VocabularyResult } from "../schemas.ts";
import type { TagForm } from "../tag_forms.ts";
import { HiddenFields } from "./hidden_fields.tsx";

type Effect = Pick<VocabularyResult, "images" | "added" | "removed">;

/** What an act on a tag would do, before it is done. */
export function ConfirmPage({ form, effect }: { form: TagForm; effect: Effect }) {
  const { title, text, button } = questionOf(form, effect);
  // What is chosen here is no hidden field.
  const given = Object.entries(form).filter(([name]) => name !== "taggings");
  const fields = Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
  return (
    <Layout title={title} active="tags">
      <form method="post" action="/tag" class="card mx-auto flex max-w-xl flex-col gap-4 p-6">
        <h1 class="text-lg">{title}</h1>
        <p>{text}</p>
        <HiddenFields fields={{ ...fields, confirmed: "true" }} />
        {form.act === "imply_no_more" && <TaggingChoice implied={form.implied} />}
        <p class="text-muted">It is one operation, and can be undone.</p>
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
        text: `${plural(images, "image")} would change: ${plural(removed, "tagging")} of ${form.name} go, and ${
          plural(added, "tagging")
        } come. The name ${form.name} and its aliases become aliases of ${form.into}.`,
        button: `Merge into ${form.into}`,
      };
    case "delete":
      return {
        title: `Delete ${form.name}?`,
        text: `It is taken off ${plural(images, "image")}, and its aliases and implications go with it.`,
        button: `Delete ${form.name}`,
      };
    case "imply":
      return {
        title: `Let ${form.name} imply ${form.implies}?`,
        text: added === 0
          ? "No image changes now: all of them are so already. From now on, whatever gets the one gets the other."
          : `${plural(images, "image")} would get ${
            plural(added, "tagging")
          } now; from now on, whatever gets the one gets the other.`,
        button: `Imply ${form.implies}`,
      };
    case "imply_no_more":
      return {
        title: `Let ${form.name} no longer imply ${form.implied}?`,
        text: `From now on, ${form.name} comes without ${form.implied}.`,
        button: "No longer imply it",
      };
    default:
      return { title: form.name, text: `${formatCount(images)} images`, button: "Do it" };
  }
}

function TaggingChoice({ implied }: { implied: string }) {
  return (
    <fieldset class="flex flex-col gap-1.5">
      <legend class="mb-1">Where {implied} is on images only because of this:</legend>
      <label class="flex items-center gap-2">
        <input type="radio" name="taggings" value="keep" class="check" checked /> leave it there
      </label>
      <label class="flex items-center gap-2">
        <input type="radio" name="taggings" value="remove" class="check" /> take it off
      </label>
    </fieldset>
  );
}
