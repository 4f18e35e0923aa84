import type { Queryable } from "../../../shared/database/handle.ts";
import type { BitExpression } from "../plan/bit_expression.ts";
import { idsOfBits } from "../plan/ids_of_bits.ts";
import { findColumnsOfChunks } from "../repository_bits.ts";
import type { Keyed } from "../repository_order.ts";
import { comparing } from "./number_order.ts";

/** All ids of a result, newest first. */
export async function findAllIds(db: Queryable, bits: BitExpression, unfolded: boolean): Promise<number[]> {
  const chunks = await findColumnsOfChunks(db, [bits], unfolded);
  return chunks.flatMap(({ chunk, columns }) => columns[0] ? idsOfBits(chunk, columns[0]).reverse() : []);
}

/** The next images of a result in an order that looks like none and is the same for a seed. */
export async function findAtRandom(
  db: Queryable,
  bits: BitExpression,
  seed: number,
  { after, limit }: { after: Keyed | null; limit: number },
  unfolded: boolean,
): Promise<Keyed[]> {
  const compare = comparing(false);
  const ids = await findAllIds(db, bits, unfolded);
  const keyed = ids.map((id) => ({ id, key: scatter(id, seed) })).filter((image) => after === null || compare(image, after) > 0);
  return keyed.sort(compare).slice(0, limit);
}

/** A number of 32 bits that says nothing of the id (the finaliser of MurmurHash3). */
function scatter(id: number, seed: number): number {
  let hash = (id ^ seed) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
