import { z } from "zod";
import { DoneOperation } from "../history/schemas.ts";
import { ImageEdit, ImageSummary } from "../images/schemas.ts";
import { pageOf, PageQuery } from "../shared/page.ts";
import { IMAGES_PER_CALL, TagName, TAGS_PER_CALL, TypedName } from "../tags/schemas.ts";

export const SEARCH_LENGTH = 2_000;
/** Each term is a condition of the SQL statement. If nothing is found, it also needs a count of its own. */
export const SEARCH_TERMS = 40;

export const ImageQuery = PageQuery.extend({
  q: z.string().max(SEARCH_LENGTH).default("").describe(
    `a search: tags and metatags, or, -, ( ), *; at most ${SEARCH_TERMS} terms`,
  ),
});
export type ImageQuery = z.infer<typeof ImageQuery>;

export const ImagePage = pageOf(ImageSummary).extend({
  count: z.object({ value: z.number().int(), exact: z.boolean() }),
  terms: z.array(z.object({
    term: z.string(),
    count: z.number().int().describe("how many images the term finds by itself"),
    exact: z.boolean().describe("false if the term finds at least that many"),
    without: z.number().int().nullable().describe(
      "if the search finds nothing: how many images it would find without this term; null if that is unknown",
    ),
  })).describe("the parts of the search that an image must all match"),
  notices: z.array(z.string()).describe(
    "remarks on how the search was understood, such as a wildcard that matches too many tags",
  ),
});
export type ImagePage = z.infer<typeof ImagePage>;

export const CompletionQuery = z.object({
  q: z.string().max(SEARCH_LENGTH).default("").describe("the text of a search, which may be incomplete"),
  caret: z.coerce.number().int().min(0).max(SEARCH_LENGTH).optional().describe(
    "position of the caret in UTF-16 units; the end of the text if it is missing",
  ),
  limit: z.coerce.number().int().min(1).max(50).default(10),
});
export type CompletionQuery = z.infer<typeof CompletionQuery>;

/** A completion at the caret. */
export const CompletionItem = z.object({
  kind: z.enum(["tag", "alias", "metatag", "value"]),
  insert: z.string().describe("replaces the text from `start` to `end`"),
  start: z.number().int().describe("in UTF-16 units, from 0"),
  end: z.number().int().describe("exclusive"),
  name: z.string().nullable().describe("name of the tag; null if the item is not a tag"),
  alias: z.string().nullable().describe("the alias of the tag that matches; null if its name matches"),
  count: z.number().int().nullable().describe("number of images with the tag"),
  category: z.string().nullable(),
  colour: z.string().nullable(),
  help: z.string().nullable().describe("what a metatag or a value means"),
});
export type CompletionItem = z.infer<typeof CompletionItem>;
export const CompletionAnswer = z.object({ items: z.array(CompletionItem) });

export const FacetQuery = ImageQuery.pick({ q: true }).extend({ limit: z.coerce.number().int().min(1).max(100).default(30) });

export const Facets = z.object({
  tags: z.array(z.object({ name: z.string(), category: z.string(), colour: z.string(), count: z.number().int() }))
    .describe("the most frequent tags of the result's newest 500 images"),
  exact: z.boolean().describe("true: count refers to the whole result; false: to its newest 500 images"),
});
export type Facets = z.infer<typeof Facets>;

export const Selection = z.union([
  z.strictObject({ ids: z.array(z.number().int().positive()).min(1).max(IMAGES_PER_CALL) }),
  z.strictObject({ q: z.string().max(SEARCH_LENGTH) }),
], `must be {"ids":[…]} with 1 to ${IMAGES_PER_CALL} image ids, or {"q":"…"}`);
export type Selection = z.infer<typeof Selection>;

export const BulkTagging = z.strictObject({
  select: Selection,
  add: z.array(TypedName).max(TAGS_PER_CALL).default([]),
  remove: z.array(TagName).max(TAGS_PER_CALL).default([]),
  dryRun: z.boolean().default(false),
});
export type BulkTagging = z.infer<typeof BulkTagging>;

/** New values for the fields of all images of a selection. */
export const BulkFields = z.strictObject({ select: Selection, set: ImageEdit, dryRun: z.boolean().default(false) });
export type BulkFields = z.infer<typeof BulkFields>;

export const BulkFieldsResult = z.object({
  operation: DoneOperation.nullable().describe("null if nothing changed"),
  matched: z.number().int(),
  changed: z.number().int().describe("images that had another value"),
});

export const SelectionSummary = z.object({
  total: z.number().int(),
  tags: z.array(z.object({ name: z.string(), category: z.string(), colour: z.string(), count: z.number().int() }))
    .describe("every tag, if there are at most 2,000 images; else the most frequent tags of a sample, counted in all images"),
});
export type SelectionSummary = z.infer<typeof SelectionSummary>;
