import { idsOfChunk } from "../../shared/bitmap/chunk.ts";
import type { BitExpression } from "../plan/bit_expression.ts";
import { findColumnsOfChunks } from "./bit_repository.ts";
import type { Keyed } from "./order_repository.ts";
import { comparing } from "./number_order.ts";
import type { SearchContext } from "./search_context.ts";

/** Returns all ids of a result, newest first. */
export async function findAllIds(context: SearchContext, bits: BitExpression): Promise<number[]> {
  const chunks = await findColumnsOfChunks(context, [bits]);
  return chunks.flatMap(({ chunk, columns }) => columns[0] ? idsOfChunk(chunk, columns[0], { ascending: false }) : []);
}

/** Returns the next images of a result in a pseudo-random order, which is the same for the same seed. */
export async function findAtRandom(
  context: SearchContext,
  bits: BitExpression,
  seed: number,
  { after, limit }: { after: Keyed | null; limit: number },
): Promise<Keyed[]> {
  const compare = comparing(false);
  const first: Keyed[] = [];
  // Of up to a million images, a few dozen are needed. An image after the last candidate is dropped at once, and the candidates are
  // sorted and cut whenever there are 1,000 too many.
  const settle = () => first.sort(compare).splice(limit);
  let last: Keyed | undefined;
  for (const { chunk, columns: [column] } of await findColumnsOfChunks(context, [bits])) {
    for (const id of column ? idsOfChunk(chunk, column) : []) {
      const key = scatter(id, seed);
      if (last !== undefined && key > (last.key ?? 0)) continue;
      const image = { id, key };
      if (after === null || compare(image, after) > 0) first.push(image);
      if (first.length < 2 * limit + 1_000) continue;
      settle();
      last = first.at(-1);
    }
  }
  settle();
  return first;
}

/** Hashes an id to 32 bits (the finaliser of MurmurHash3). */
function scatter(id: number, seed: number): number {
  let hash = (id ^ seed) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
