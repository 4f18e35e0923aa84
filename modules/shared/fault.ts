import { z } from "zod";

/** One fault in an input: where it is (`options.maxDepth`) and what would be right. */
export const Fault = z.object({
  path: z.string().describe("which member or parameter is wrong; empty for the whole input"),
  message: z.string(),
  column: z.number().int().optional().describe("within a text: where the fault begins, in UTF-16 units from 1"),
  length: z.number().int().optional().describe("within a text: length of the fault, in UTF-16 units"),
  replacement: z.string().optional().describe("within a text: what to write instead of the fault"),
});
export type Fault = z.infer<typeof Fault>;
