import { z } from "zod";
import { pageOf, PageQuery } from "../shared/page.ts";

export const OperationId = z.object({ id: z.coerce.number("must be a number").int().min(1).max(Number.MAX_SAFE_INTEGER) });

/** The last id of the last chunk of images that a database integer can number. */
const GREATEST_IMAGE_ID = 2 ** 46 - 1;
const TAG_LENGTH = 1_000;
export const SKIPS_NAMED = 1_000;

/** A change that an undo skipped, because the value is no longer as the operation left it. */
export const Skip = z.object({
  image: z.number().int().nullable(),
  tag: z.string().nullable(),
  what: z.string().describe("`tagging`, `note`, `rating`, `trashed`, `tag`, `alias`, `implication` or `category`"),
  by: z.number().int().nullable().describe("the latest operation that changed it; null if none is known"),
});
export type Skip = z.infer<typeof Skip>;

/** A finished operation, as the offer to undo it names it. */
export const DoneOperation = z.object({ id: z.number().int(), summary: z.string() });
export type DoneOperation = z.infer<typeof DoneOperation>;

export const UndoResult = z.object({
  operation: DoneOperation.nullable().describe("the undo, which can be undone in turn; null if everything was skipped"),
  reversed: z.number().int().describe("number of taggings, names, relations and fields that were restored"),
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
  images: z.number().int().describe("number of images that it changed"),
  added: z.number().int().describe("taggings"),
  removed: z.number().int().describe("taggings"),
  undoneAt: z.coerce.date().nullable(),
  undoneBy: z.number().int().nullable().describe("the operation that undid it"),
  undoOf: z.number().int().nullable().describe("the operation that this one undid"),
});
export type Operation = z.infer<typeof Operation>;

export const OperationQuery = PageQuery.extend({
  image: z.coerce.number("must be a number").int().min(1).max(GREATEST_IMAGE_ID).optional()
    .describe("only operations that changed this image"),
  tag: z.string().max(TAG_LENGTH).optional().describe("only operations that changed this tag or its taggings"),
  kind: z.string().regex(/^[a-z_]{1,40}$/).optional(),
});
export type OperationQuery = z.infer<typeof OperationQuery>;

export const OperationPage = pageOf(Operation);
