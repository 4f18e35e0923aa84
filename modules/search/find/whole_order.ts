import { idsOfChunk } from "../../shared/bitmap/chunk.ts";
import type { BitExpression } from "../plan/bit_expression.ts";
import { findColumnsOfChunks } from "./bit_repository.ts";
import type { Keyed } from "./order_repository.ts";
import { comparing } from "./number_order.ts";
import type { SearchContext } from "./search_context.ts";

/** All ids of a result, newest first. */
export async function findAllIds(context: SearchContext, bits: BitExpression): Promise<number[]> {
  const chunks = await findColumnsOfChunks(context, [bits]);
  return chunks.flatMap(({ chunk, columns }) => columns[0] ? idsOfChunk(chunk, columns[0], { ascending: false }) : []);
}

/** The next images of a result in an order that looks like none and is the same for a seed. */
export async function findAtRandom(
  context: SearchContext,
  bits: BitExpression,
  seed: number,
  { after, limit }: { after: Keyed | null; limit: number },
): Promise<Keyed[]> {
  const compare = comparing(false);
  const first: Keyed[] = [];
  // Of a million images a few dozen: what is not before the last of those is dropped at once, the others are sorted now and then.
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

/** A number of 32 bits that says nothing of the id (the finaliser of MurmurHash3). */
function scatter(id: number, seed: number): number {
  let hash = (id ^ seed) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
