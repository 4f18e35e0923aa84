import { type ChunkBits, newBits, positionsOf, setBit } from "./chunk.ts";
import { bitsOf, type ImageSet, inOrder } from "./image_set.ts";

/**
 * A bitmap goes to the database as JSON, which `chunk_from_text` in chunk.sql reads: the bytes of each chunk in base64, without the
 * zero bytes at the end. Base64 has two thirds of the length of hexadecimal. From the database, a bitmap comes as the bytes of
 * `bit_send`, or as positions if few bits are set.
 */
export interface WireChunk {
  chunk: number;
  bits: string;
}

export function wireOf(set: ImageSet): WireChunk[] {
  return [...set].map(([chunk, bits]) => ({ chunk, bits: bitsToText(bits) }));
}

function bitsToText(bits: ChunkBits): string {
  let length = bits.length;
  while (length > 0 && bits[length - 1] === 0) length--;
  return bits.subarray(0, length).toBase64();
}

/** Removes the 4 bytes in which `bit_send` and `varbit_send` put the number of bits. */
export function bitsOfSend(sent: Uint8Array): ChunkBits {
  return sent.subarray(4);
}

/** Reads the rows of a statement with the columns `chunk` and `bit_send(…) as bits`. */
export function setOfChunks(rows: { chunk: number; bits: Uint8Array }[]): ImageSet {
  return new Map(rows.map(({ chunk, bits }) => [chunk, bitsOfSend(bits)]));
}

/** Columns for a statement that reads image ids as `id` and ends in `group by 1`. `setOfPositions` reads its rows. */
export const POSITIONS =
  "chunk_of(id) as chunk, encode(string_agg(int2send(position_in_chunk(id)::smallint), ''), 'base64') as positions";

/** The positions of one chunk, two bytes each, in base64. Null means that there are none. A position may be repeated. */
export interface PositionsOfChunk {
  chunk: number;
  positions: string | null;
}

export function setOfPositions(rows: PositionsOfChunk[]): ImageSet {
  const set: ImageSet = new Map();
  for (const { chunk, positions } of rows) {
    const bits = bitsOf(set, chunk);
    const bytes = Uint8Array.fromBase64(positions ?? "");
    for (let at = 0; at < bytes.length; at += 2) setBit(bits, (bytes[at] ?? 0) << 8 | (bytes[at + 1] ?? 0));
  }
  return set;
}

/** Images of one chunk, for a statement that writes. `first` and `last` are the lowest and the highest position that is set. */
export interface Part extends WireChunk {
  first: number;
  last: number;
}

/** Splits the set into batches of at most `limit` images, lowest ids first, so that no statement changes more than that. */
export function* batchesOf(set: ImageSet, limit: number): Generator<{ parts: Part[]; images: number }> {
  let parts: Part[] = [];
  let images = 0;
  for (const [chunk, bits] of inOrder(set)) {
    const positions = positionsOf(bits);
    for (let start = 0; start < positions.length;) {
      const taken = positions.slice(start, start + limit - images);
      parts.push(partOf(chunk, taken));
      start += taken.length;
      images += taken.length;
      if (images < limit) continue;
      yield { parts, images };
      [parts, images] = [[], 0];
    }
  }
  if (images > 0) yield { parts, images };
}

function partOf(chunk: number, positions: number[]): Part {
  const bits = newBits();
  for (const position of positions) setBit(bits, position);
  return { chunk, first: positions[0] ?? 0, last: positions.at(-1) ?? 0, bits: bitsToText(bits) };
}
