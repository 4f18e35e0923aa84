import { z } from "zod";
import { DoneOperation } from "../history/schemas.ts";
import { plainText } from "../shared/text.ts";
import { Tagging, TagName } from "../tags/schemas.ts";

const NOTE_LENGTH = 10_000;

export const ImageId = z.object({ id: z.coerce.number("must be a number").int().min(1).max(Number.MAX_SAFE_INTEGER) });
export const ImageTagPath = ImageId.extend({ tag: TagName });

/** An image as the gallery shows it. Sizes are in bytes, dimensions in pixels. Dimensions are null if the image was not decoded. */
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
  thumbnailUrl: z.string().nullable().describe("null if there is no thumbnail: show a placeholder"),
  alt: z.string().nullable().describe("the first alternative text of its sources"),
  createdAt: z.coerce.date(),
});
export type ImageSummary = z.infer<typeof ImageSummary>;

/** A source: one place on the web where an image was seen. */
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

/** An image after its fields were set. `operation` can be undone; it is null if the image had these values already. */
export const EditedImage = Image.extend({ operation: DoneOperation.nullable() });
export type EditedImage = z.infer<typeof EditedImage>;

/** Fields to set on an image. Fields that are not given stay as they are. */
export const ImageEdit = z.strictObject({
  note: z.string().max(NOTE_LENGTH).transform(plainText).optional(),
  rating: z.number().int().min(1).max(5).nullable().optional().describe("1 to 5; null removes it"),
}).refine((edit) => Object.keys(edit).length > 0, "must name note or rating");
export type ImageEdit = z.infer<typeof ImageEdit>;

/** Texts and data around a reference to an image. Discovery cleans and shortens the texts. */
export const ReferenceContext = z.object({
  candidateGroup: z.string().optional().describe("the same for all candidates of one picture on one page"),
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
