import { z } from "zod";
import { DoneOperation } from "../../history/schemas.ts";
import { pageOf } from "../../shared/page.ts";
import { plainText } from "../../shared/text.ts";
import { Category, Tag, TagName, TypedName } from "../schemas.ts";

const CATEGORY_RULE = "A category has 1 to 40 lower-case letters, digits or underscores";

export const CategoryName = z.string().regex(/^[a-z0-9_]{1,40}$/, CATEGORY_RULE);
const Colour = z.string().toLowerCase().regex(/^#[0-9a-f]{6}$/, "A colour is # and six hexadecimal digits, as #2563eb");
const Description = z.string().max(10_000).transform(plainText);
const Position = z.number().int().min(-1_000_000).max(1_000_000);

export const TagPath = z.object({ name: TagName });
export const AliasPath = TagPath.extend({ alias: TagName });
export const ImplicationPath = TagPath.extend({ implied: TagName });

export const NewTag = z.strictObject({
  name: TypedName.describe("also stored as it is typed, for display"),
  category: CategoryName.default("general"),
  description: Description.default(""),
});
export type NewTag = z.infer<typeof NewTag>;

/** Changes of a tag. Members that are not given stay as they are. */
export const TagChange = z.strictObject({
  name: TypedName.optional().describe("the new name; the name of another tag is refused: merge the tags instead"),
  category: CategoryName.optional(),
  description: Description.optional(),
  keepAlias: z.boolean().default(true).describe("whether the old name becomes an alias of the tag"),
}).refine(
  ({ name, category, description }) => [name, category, description].some((value) => value !== undefined),
  "must name at least one of: name, category, description",
);
export type TagChange = z.infer<typeof TagChange>;

const dryRun = z.boolean().default(false).describe("counts what would change, and changes nothing");
const DryRunQuery = z.stringbool().default(false).describe("counts what would change, and changes nothing");

export const Merge = z.strictObject({ into: TagName, dryRun });
export const NewAlias = z.strictObject({ name: TagName });
export const NewImplication = z.strictObject({ implies: TagName, dryRun });
export const TagDeletion = z.object({ dryRun: DryRunQuery });
export const ImplicationDeletion = z.object({
  taggings: z.enum(["keep", "remove"]).default("keep")
    .describe("`remove` also removes the taggings that were implied and that nothing implies any more"),
  dryRun: DryRunQuery,
});

/** What an operation on the vocabulary changed, or in a dry run would change. */
export const VocabularyResult = z.object({
  operation: DoneOperation.nullable(),
  tag: Tag.nullable().describe("the tag as it is now, or null if it was deleted"),
  images: z.number().int().describe("number of images whose taggings change"),
  added: z.number().int().describe("taggings"),
  removed: z.number().int().describe("taggings"),
});
export type VocabularyResult = z.infer<typeof VocabularyResult>;

export const Alias = z.object({ name: z.string(), createdAt: z.coerce.date() });
export type Alias = z.infer<typeof Alias>;
export const AliasList = pageOf(Alias);

export const Implication = z.object({ name: z.string(), category: z.string(), colour: z.string(), imageCount: z.number().int() });
export type Implication = z.infer<typeof Implication>;
export const Implications = z.object({
  implies: z.array(Implication).describe("tags that it implies directly, without those that they imply in turn"),
  impliedBy: z.array(Implication),
});
export type Implications = z.infer<typeof Implications>;

export const CategoryId = z.object({ id: z.coerce.number("must be a number").int().min(1).max(2_147_483_647) });
export const NewCategory = z.strictObject({ name: CategoryName, colour: Colour, position: Position.optional() });
export type NewCategory = z.infer<typeof NewCategory>;
export const CategoryChange = z.strictObject({
  name: CategoryName.optional(),
  colour: Colour.optional(),
  position: Position.optional(),
}).refine((change) => Object.keys(change).length > 0, "must name at least one of: name, colour, position");
export type CategoryChange = z.infer<typeof CategoryChange>;
export const CategoryDeletion = z.object({
  into: z.coerce.number().int().min(1).max(2_147_483_647).optional().describe("the category that its tags move to"),
});

export const CategoryResult = z.object({
  operation: DoneOperation.nullable(),
  category: Category.nullable(),
});
export type CategoryResult = z.infer<typeof CategoryResult>;
