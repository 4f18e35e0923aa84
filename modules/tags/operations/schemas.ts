import { z } from "zod";
import { pageOf, PageQuery } from "../../shared/page.ts";
import { TagName, TagOrigin } from "../schemas.ts";

export const OperationId = z.object({ id: z.coerce.number("must be a number").int().min(1).max(Number.MAX_SAFE_INTEGER) });

/** The last of the last chunk that a database integer can number. */
const GREATEST_IMAGE_ID = 2 ** 46 - 1;
export const SKIPS_NAMED = 1_000;

/** Something that an undo left as it is, because it is no longer as the operation left it. */
export const Skip = z.object({
  image: z.number().int().nullable(),
  tag: z.string().nullable(),
  what: z.string().describe("`tagging`, `note`, `rating`, `trashed`, `tag`, `alias`, `implication` or `category`"),
  by: z.number().int().nullable().describe("the latest operation that changed it; null where none is known"),
});
export type Skip = z.infer<typeof Skip>;

export const UndoResult = z.object({
  operation: z.object({ id: z.number().int(), summary: z.string() }).nullable()
    .describe("the undo, which can be undone in turn; null where everything was skipped"),
  reversed: z.number().int().describe("taggings, names, relations and fields that are as before"),
  skippedCount: z.number().int(),
  skipped: z.array(Skip).describe(`the first ${SKIPS_NAMED}`),
});
export type UndoResult = z.infer<typeof UndoResult>;

export const Operation = z.object({
  id: z.number().int(),
  kind: z.string(),
  summary: z.string(),
  detail: z.record(z.string(), z.unknown()),
  createdAt: z.coerce.date(),
  images: z.number().int().describe("of which something changed"),
  added: z.number().int().describe("taggings"),
  removed: z.number().int().describe("taggings"),
  undoneAt: z.coerce.date().nullable(),
  undoneBy: z.number().int().nullable().describe("the operation that undid it"),
  undoOf: z.number().int().nullable().describe("the operation that this one undid"),
});
export type Operation = z.infer<typeof Operation>;

export const OperationQuery = PageQuery.extend({
  image: z.coerce.number("must be a number").int().min(1).max(GREATEST_IMAGE_ID).optional()
    .describe("only what changed this image"),
  tag: TagName.optional().describe("only what changed this tag, or which images carry it"),
  kind: z.string().regex(/^[a-z_]{1,40}$/).optional(),
});
export type OperationQuery = z.infer<typeof OperationQuery>;

/** What an operation did to one tag: `action` with an origin on so many images, of which some are named. */
export const TaggingChange = z.object({
  tag: z.string().nullable(),
  action: z.enum(["add", "remove"]),
  origin: TagOrigin,
  count: z.number().int(),
  images: z.array(z.number().int()).describe("the first of them"),
});
export type TaggingChange = z.infer<typeof TaggingChange>;

const Row = z.record(z.string(), z.unknown()).nullable();
/** A row of the vocabulary before and after; null where there was, or is, none. */
export const VocabularyChange = z.object({ entity: z.string(), name: z.string().nullable(), before: Row, after: Row });
export type VocabularyChange = z.infer<typeof VocabularyChange>;

export const FieldChange = z.object({ image: z.number().int(), field: z.string(), before: z.unknown(), after: z.unknown() });
export type FieldChange = z.infer<typeof FieldChange>;

export const OperationDetail = Operation.extend({
  taggings: z.array(TaggingChange).describe("at most 100 tags"),
  vocabulary: z.array(VocabularyChange).describe("at most 100"),
  fields: z.array(FieldChange).describe("at most 100"),
});
export type OperationDetail = z.infer<typeof OperationDetail>;

export const OperationPage = pageOf(Operation);
