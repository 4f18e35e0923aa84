import { z } from "zod";
import type { Database } from "../../shared/database/handle.ts";
import { parse } from "../../shared/validate.ts";
import { TagName } from "../schemas.ts";
import { addAlias, removeAlias } from "./aliases.ts";
import { addImplication, removeImplication } from "./implications.ts";
import { mergeTags } from "./merge.ts";
import { NewAlias, NewImplication, TagChange, type VocabularyResult } from "./schemas.ts";
import { editTag, removeTag } from "./tags.ts";

/** A form with this member first shows what it would change. The change is made when the form is sent again, confirmed. */
const confirmed = z.stringbool().default(false);
const name = TagName;
const text = z.string();

/** The forms of a tag's page. `act` says which form it is. */
export const TagForm = z.discriminatedUnion("act", [
  z.object({ act: z.literal("edit"), name, category: text, description: text }),
  z.object({ act: z.literal("rename"), name, to: text, keepAlias: z.literal("on").optional() }),
  z.object({ act: z.literal("merge"), name, into: TagName, confirmed }),
  z.object({ act: z.literal("delete"), name, confirmed }),
  z.object({ act: z.literal("add_alias"), name, alias: text }),
  z.object({ act: z.literal("remove_alias"), name, alias: TagName }),
  z.object({ act: z.literal("add_implication"), name, implies: text, confirmed }),
  z.object({
    act: z.literal("remove_implication"),
    name,
    implied: TagName,
    taggings: z.enum(["keep", "remove"]).default("keep"),
    confirmed,
  }),
]);
export type TagForm = z.infer<typeof TagForm>;

/** Makes the change of a form, or counts what it would change if it has to be confirmed and is not. */
export async function runTagForm(database: Database, form: TagForm): Promise<VocabularyResult> {
  switch (form.act) {
    case "edit": {
      const description = form.description.replaceAll("\r\n", "\n");
      return await editTag(database, form.name, parse(TagChange, { category: form.category, description }));
    }
    case "rename":
      return await editTag(database, form.name, parse(TagChange, { name: form.to, keepAlias: form.keepAlias === "on" }));
    case "merge":
      return await mergeTags(database, form.name, { into: form.into, dryRun: !form.confirmed });
    case "delete":
      return await removeTag(database, form.name, { dryRun: !form.confirmed });
    case "add_alias":
      return await addAlias(database, form.name, parse(NewAlias, { name: form.alias }).name);
    case "remove_alias":
      return await removeAlias(database, form.name, form.alias);
    case "add_implication":
      return await addImplication(database, form.name, parse(NewImplication, { implies: form.implies, dryRun: !form.confirmed }));
    case "remove_implication":
      return await removeImplication(database, form.name, form.implied, { taggings: form.taggings, dryRun: !form.confirmed });
  }
}

/** Whether the form has to be confirmed and is not. */
export function isQuestion(form: TagForm): boolean {
  return "confirmed" in form && !form.confirmed;
}
