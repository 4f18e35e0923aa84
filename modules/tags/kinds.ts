import { z } from "zod";
import { operationKind } from "../history/kinds.ts";

/** Characters of the sentence of an operation on many tags. */
const TEXT_LENGTH = 200;

const name = z.string();
const OfTag = z.object({ tag: name });
const OfAlias = z.object({ tag: name, alias: name });
const OfImplication = z.object({ tag: name, implied: name });
const OfCategory = z.object({ category: name });
const Names = z.array(name);

export const TAG_IMAGES = operationKind({
  name: "tag",
  label: "Image tags changed",
  parameters: z.union([z.object({ add: Names, remove: Names }), z.object({ replacedOn: z.number() })]),
  text: (given) => "replacedOn" in given ? `Replace the tags of image ${given.replacedOn}` : tagText(given),
});

export const CREATE_TAG = operationKind({
  name: "create_tag",
  label: "Tags created",
  parameters: OfTag,
  text: ({ tag }) => `Create the tag ${tag}`,
});

export const EDIT_TAG = operationKind({
  name: "edit_tag",
  label: "Tags edited",
  parameters: OfTag,
  text: ({ tag }) => `Edit the tag ${tag}`,
});

export const RENAME_TAG = operationKind({
  name: "rename_tag",
  label: "Tags renamed",
  parameters: z.object({ tag: name, to: name }),
  text: ({ tag, to }) => `Rename the tag ${tag} to ${to}`,
});

export const MERGE_TAGS = operationKind({
  name: "merge",
  label: "Tags merged",
  parameters: z.object({ from: name, into: name }),
  text: ({ from, into }) => `Merge the tag ${from} into ${into}`,
});

export const DELETE_TAG = operationKind({
  name: "delete_tag",
  label: "Tags deleted",
  parameters: OfTag,
  text: ({ tag }) => `Delete the tag ${tag}`,
});

export const ADD_ALIAS = operationKind({
  name: "add_alias",
  label: "Aliases added",
  parameters: OfAlias,
  text: ({ tag, alias }) => `Make ${alias} an alias of ${tag}`,
});

export const REMOVE_ALIAS = operationKind({
  name: "remove_alias",
  label: "Aliases removed",
  parameters: OfAlias,
  text: ({ tag, alias }) => `Remove the alias ${alias} of ${tag}`,
});

export const ADD_IMPLICATION = operationKind({
  name: "add_implication",
  label: "Implications added",
  parameters: OfImplication,
  text: ({ tag, implied }) => `Make ${tag} imply ${implied}`,
});

export const REMOVE_IMPLICATION = operationKind({
  name: "remove_implication",
  label: "Implications removed",
  parameters: OfImplication,
  text: ({ tag, implied }) => `Make ${tag} no longer imply ${implied}`,
});

export const CREATE_CATEGORY = operationKind({
  name: "create_category",
  label: "Categories created",
  parameters: OfCategory,
  text: ({ category }) => `Create the category ${category}`,
});

export const EDIT_CATEGORY = operationKind({
  name: "edit_category",
  label: "Categories edited",
  parameters: z.object({ category: name, to: name }),
  text: ({ category, to }) => category === to ? `Edit the category ${category}` : `Rename the category ${category} to ${to}`,
});

export const DELETE_CATEGORY = operationKind({
  name: "delete_category",
  label: "Categories deleted",
  parameters: OfCategory,
  text: ({ category }) => `Delete the category ${category}`,
});

export const TAG_KINDS = [
  ...[TAG_IMAGES, CREATE_TAG, EDIT_TAG, RENAME_TAG, MERGE_TAGS, DELETE_TAG, ADD_ALIAS, REMOVE_ALIAS],
  ...[ADD_IMPLICATION, REMOVE_IMPLICATION, CREATE_CATEGORY, EDIT_CATEGORY, DELETE_CATEGORY],
];

/** "Add boat, sea; remove sky", cut to 200 characters. */
export function tagText({ add, remove }: { add: string[]; remove: string[] }): string {
  const parts = [["add", add], ["remove", remove]] as const;
  const text = parts.filter(([, names]) => names.length > 0).map(([verb, names]) => `${verb} ${names.join(", ")}`).join("; ");
  const cut = text.length > TEXT_LENGTH ? `${text.slice(0, TEXT_LENGTH - 1)}…` : text;
  return cut.charAt(0).toUpperCase() + cut.slice(1);
}

/** Each of the names once, in the stored spelling, at least as many as `tagText` can show. */
export function shownNames(names: readonly string[], spell: (name: string) => string): string[] {
  let length = 0;
  return [...new Set(names.map(spell))].filter((name) => (length += name.length + 2) <= 2 * TEXT_LENGTH);
}
