import { z } from "zod";
import { pageOf, PageQuery } from "../shared/page.ts";
import { plainText } from "../shared/text.ts";
import { IMAGES_PER_CALL, Tagging, TagName, TAGS_PER_CALL, TypedName } from "../tags/schemas.ts";

export const SEARCH_LENGTH = 2_000;
/** Each term is a condition of the statement and, where nothing is found, a count of its own. */
export const SEARCH_TERMS = 40;
const NOTE_LENGTH = 10_000;

export const ImageId = z.object({ id: z.coerce.number("must be a number").int().min(1).max(Number.MAX_SAFE_INTEGER) });
export const ImageTagPath = ImageId.extend({ tag: TagName });

/** An image as a tile shows it. Sizes in bytes, dimensions in pixels; a null dimension means "kept undecoded". */
export const ImageSummary = z.object({
  id: z.number().int(),
  sha256: z.string(),
  mediaType: z.string(),
  extension: z.string(),
  bytes: z.number().int(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  frames: z.number().int().nullable(),
  thumbhash: z.string().nullable().describe("base64"),
  fileUrl: z.string(),
  thumbnailUrl: z.string().nullable().describe("null where there is none: show a placeholder"),
  alt: z.string().nullable().describe("the first alternative text that a page gave"),
  createdAt: z.coerce.date(),
});
export type ImageSummary = z.infer<typeof ImageSummary>;

/** One place where an image was seen. */
export const ImageSource = z.object({
  id: z.number().int(),
  jobId: z.number().int().nullable(),
  seenAt: z.coerce.date(),
  imageUrl: z.string(),
  pageUrl: z.string().nullable(),
  kind: z.string(),
  alt: z.string().nullable(),
  title: z.string().nullable(),
  caption: z.string().nullable(),
  heading: z.string().nullable(),
  linkText: z.string().nullable(),
  pageTitle: z.string().nullable(),
  language: z.string().nullable(),
  licence: z.string().nullable().describe("what JSON-LD or a sitemap names, often a URL"),
  creator: z.string().nullable(),
  keywords: z.array(z.string()),
});
export type ImageSource = z.infer<typeof ImageSource>;

/** Another candidate of the same picture, which was not fetched. */
export const ImageVariant = z.object({
  url: z.string(),
  descriptor: z.string().nullable().describe('as the page spelled it: "640w", "2x"'),
  reason: z.string(),
});
export type ImageVariant = z.infer<typeof ImageVariant>;

export const Image = ImageSummary.extend({
  md5: z.string(),
  phash: z.string().nullable().describe("64 bits, as 16 hexadecimal digits"),
  colours: z.array(z.string()),
  metadata: z.record(z.string(), z.unknown()),
  thumbnailError: z.string().nullable(),
  undecoded: z.boolean(),
  note: z.string(),
  rating: z.number().int().nullable(),
  jobId: z.number().int().nullable(),
  deletedAt: z.coerce.date().nullable(),
  tags: z.array(Tagging),
  sources: z.array(ImageSource).describe("the newest 200"),
  sourceCount: z.number().int(),
  variants: z.array(ImageVariant).describe("other sizes that pages offered, at most 100"),
});
export type Image = z.infer<typeof Image>;

/** An image after an edit of its own fields, and the operation that undo takes; null where all was so already. */
export const EditedImage = Image.extend({ operation: z.object({ id: z.number().int(), summary: z.string() }).nullable() });
export type EditedImage = z.infer<typeof EditedImage>;

/** What a person may change on an image itself. What is not named stays. */
export const ImageEdit = z.strictObject({
  note: z.string().max(NOTE_LENGTH).transform(plainText).optional(),
  rating: z.number().int().min(1).max(5).nullable().optional().describe("1 to 5; null takes it away"),
}).refine((edit) => Object.keys(edit).length > 0, "must name note or rating");
export type ImageEdit = z.infer<typeof ImageEdit>;

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
    count: z.number().int().describe("how many images it finds by itself"),
    exact: z.boolean().describe("false: at least so many"),
    without: z.number().int().nullable().describe(
      "where nothing is found: how many there would be without this term, if it is known",
    ),
  })).describe("the parts of the search that must all hold"),
  notices: z.array(z.string()).describe(
    "what to know of how the search was understood, such as a wildcard that fits too many tags",
  ),
});
export type ImagePage = z.infer<typeof ImagePage>;

export const AutocompleteQuery = z.object({
  q: z.string().max(SEARCH_LENGTH).default("").describe("a search, as far as it is typed"),
  caret: z.coerce.number().int().min(0).max(SEARCH_LENGTH).optional().describe(
    "UTF-16 units before the caret; without it, the end",
  ),
  limit: z.coerce.number().int().min(1).max(50).default(10),
});
export type AutocompleteQuery = z.infer<typeof AutocompleteQuery>;

/** What could stand at the caret. */
export const AutocompleteItem = z.object({
  kind: z.enum(["tag", "alias", "metatag", "value"]),
  insert: z.string().describe("takes the place of what stands from `start` to `end`"),
  start: z.number().int().describe("in UTF-16 units, from 0"),
  end: z.number().int().describe("not within"),
  name: z.string().nullable().describe("of the tag; null where it is none"),
  alias: z.string().nullable().describe("the alias of the tag that fits; null where its own name does"),
  count: z.number().int().nullable().describe("images with the tag"),
  category: z.string().nullable(),
  colour: z.string().nullable(),
  help: z.string().nullable().describe("what a metatag or a value means"),
});
export type AutocompleteItem = z.infer<typeof AutocompleteItem>;
export const AutocompleteAnswer = z.object({ items: z.array(AutocompleteItem) });

export const FacetQuery = ImageQuery.pick({ q: true }).extend({ limit: z.coerce.number().int().min(1).max(100).default(30) });

/** The tags of a search's result. */
export const Facets = z.object({
  tags: z.array(z.object({ name: z.string(), category: z.string(), colour: z.string(), count: z.number().int() }))
    .describe("the most frequent tags of the result's newest 500 images"),
  exact: z.boolean().describe("true: count is of the whole result; false: of its newest 500 images"),
});
export type Facets = z.infer<typeof Facets>;

export const Selection = z.union([
  z.strictObject({ ids: z.array(z.number().int().positive()).min(1).max(IMAGES_PER_CALL) }),
  z.strictObject({ q: z.string().max(SEARCH_LENGTH) }),
], `must be {"ids":[…]} with 1 to ${IMAGES_PER_CALL} image ids, or {"q":"…"}`);
export type Selection = z.infer<typeof Selection>;

export const BulkTagging = z.object({
  select: Selection,
  add: z.array(TypedName).max(TAGS_PER_CALL).default([]),
  remove: z.array(TagName).max(TAGS_PER_CALL).default([]),
  dryRun: z.boolean().default(false),
});
export type BulkTagging = z.infer<typeof BulkTagging>;

export const SelectionSummary = z.object({
  total: z.number().int(),
  tags: z.array(z.object({ name: z.string(), category: z.string(), colour: z.string(), count: z.number().int() }))
    .describe("every tag of up to 2,000 images; of more, those most frequent in a sample of them, with their counts in all"),
});
export type SelectionSummary = z.infer<typeof SelectionSummary>;

/** What an image reference's surroundings said. Text is cleaned and cut by discovery. */
export const ReferenceContext = z.object({
  candidateGroup: z.string().optional().describe("candidates of one picture on one page share it"),
  alt: z.string().optional(),
  title: z.string().optional(),
  caption: z.string().optional(),
  heading: z.string().optional(),
  linkText: z.string().optional(),
  pageTitle: z.string().optional(),
  language: z.string().optional(),
  licence: z.string().optional().describe("what JSON-LD or a sitemap names, often a URL"),
  creator: z.string().optional(),
  keywords: z.array(z.string()).max(50).optional(),
});
export type ReferenceContext = z.infer<typeof ReferenceContext>;
