import { z } from "zod";
import { DoneOperation } from "../history/schemas.ts";
import { pageOf, PageQuery } from "../shared/page.ts";

const TAG_NAME_LENGTH = 100;
export const TAGS_PER_CALL = 1_000;
export const IMAGES_PER_CALL = 10_000;

const RULE = `A tag name has 1 to ${TAG_NAME_LENGTH} characters that can be seen, does not begin with - ~ ! or a parenthesis, ` +
  `holds no * , " or control character, and is not one of: or, and, not`;

/** Unicode's category C (control, format, lone surrogates, unassigned), except the joiners that emoji and some scripts need. */
const INVISIBLE = /(?![\u200c\u200d])\p{C}/u;

/**
 * Returns the spelling by which a tag name is stored, found and compared: composed (NFC), lower case, with one underscore in place
 * of white space and underscores. The name as it was first typed is stored too, for display.
 */
export function spellName(typed: string): string {
  return typed.normalize("NFC").trim().toLowerCase().normalize("NFC").replace(/[\s_]+/gu, "_");
}

/** A tag name, converted to the stored spelling. */
export const TagName = z.string().transform(spellName).pipe(z.string().max(TAG_NAME_LENGTH, RULE).refine(isTagName, RULE));

/** A tag name as it is typed, for display. `spellName` gives the stored spelling. */
export const TypedName = z.string().transform((text) => text.normalize("NFC").trim().replace(/\s+/gu, " "))
  .pipe(z.string().max(TAG_NAME_LENGTH, RULE).refine((text) => TagName.safeParse(text).success, RULE));

function isTagName(name: string): boolean {
  return /^[^-~!()*,"][^*,"]*$/u.test(name) && /[\p{L}\p{N}\p{P}\p{S}]/u.test(name) && !INVISIBLE.test(name) &&
    !["or", "and", "not"].includes(name);
}

export const TagOrigin = z.enum(["person", "rule", "crawl", "implied", "suggestion"]);
export type TagOrigin = z.infer<typeof TagOrigin>;

export const Tag = z.object({
  name: z.string(),
  displayName: z.string().describe("as it was first typed"),
  category: z.string(),
  colour: z.string(),
  description: z.string(),
  imageCount: z.number().int(),
  createdAt: z.coerce.date(),
});
export type Tag = z.infer<typeof Tag>;
export const TagPage = pageOf(Tag);

export const TagQuery = PageQuery.extend({
  q: z.string().max(TAG_NAME_LENGTH).default("").describe(
    "a prefix of the name; if no name begins with it, tags with similar names are found",
  ),
  order: z.enum(["count", "name"]).default("count"),
  category: z.string().max(40).default("").describe("only tags of this category"),
});
export type TagQuery = z.infer<typeof TagQuery>;

export const Category = z.object({ id: z.number().int(), name: z.string(), colour: z.string(), position: z.number().int() });
export type Category = z.infer<typeof Category>;

/** One tag on one image. */
export const Tagging = z.object({ name: z.string(), category: z.string(), colour: z.string(), origin: TagOrigin });
export type Tagging = z.infer<typeof Tagging>;

export const TagList = z.strictObject({ tags: z.array(TypedName).min(1).max(TAGS_PER_CALL) });
export const TagSet = z.strictObject({ tags: z.array(TypedName).max(TAGS_PER_CALL) });

export const OperationResult = z.object({
  operation: DoneOperation.nullable(),
  matched: z.number().int(),
  added: z.number().int(),
  removed: z.number().int(),
  skipped: z.number().int().describe("taggings that needed no change"),
});
export type OperationResult = z.infer<typeof OperationResult>;

/** The taggings of one tag and origin that an operation added or removed. `count` is the number of images. */
export const TaggingChange = z.object({
  tag: z.string().nullable(),
  action: z.enum(["add", "remove"]),
  origin: TagOrigin,
  count: z.number().int(),
  images: z.array(z.number().int()).describe("ids of the first images"),
});
export type TaggingChange = z.infer<typeof TaggingChange>;

const Row = z.record(z.string(), z.unknown()).nullable();
/** A row of the vocabulary before and after an operation. `before` is null if it was created, `after` if it was deleted. */
export const VocabularyChange = z.object({ entity: z.string(), name: z.string().nullable(), before: Row, after: Row });
export type VocabularyChange = z.infer<typeof VocabularyChange>;
