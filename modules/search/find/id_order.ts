import { chunkOf, idsOfChunk } from "../../shared/bitmap/chunk.ts";
import type { BitExpression } from "../plan/bit_expression.ts";
import { findPageOfChunks } from "./bit_repository.ts";
import type { SearchContext } from "./search_context.ts";

export interface IdPage {
  ids: number[];
  /** Number of images in the whole result. */
  count: number;
  /** Number of images in each of the other expressions. */
  counts: number[];
}

/** Returns the next ids of a result in the order of ids, and counts the whole result and the other expressions. */
export async function findIds(
  context: SearchContext,
  bits: BitExpression,
  { after, limit, ascending }: { after: number | null; limit: number; ascending: boolean },
  others: BitExpression[] = [],
): Promise<IdPage> {
  const from = after === null ? null : chunkOf(after);
  const { chunks, counts } = await findPageOfChunks(context, bits, { limit, ascending, from }, others);
  const range = after === null ? {} : ascending ? { low: after + 1 } : { high: after - 1 };
  const ids: number[] = [];
  for (const { chunk, bits } of chunks) {
    if (bits === null || ids.length >= limit) continue;
    ids.push(...idsOfChunk(chunk, bits, { ...range, ascending, limit: limit - ids.length }));
  }
  return { ids, count: chunks.reduce((sum, { count }) => sum + count, 0), counts };
}
