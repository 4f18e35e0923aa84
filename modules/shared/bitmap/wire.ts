import { type ChunkBits, newBits, positionsOf, setBit } from "./chunk.ts";
import { bitsOf, type ImageSet, inOrder } from "./image_set.ts";

/**
 * How bitmaps go to the database and come from it. To it: as JSON, the bytes of each chunk in base64 without the zero bytes at the
 * end, which `chunk_from_text` of chunk.sql reads. Base64 takes two thirds of hexadecimal, and its garbage is less. From it: as the
 * bytes that `bit_send` gives, or as positions, where few bits are set.
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

/** `bit_send` and `varbit_send` put the number of bits before them, in 4 bytes. */
export function bitsOfSend(sent: Uint8Array): ChunkBits {
  return sent.subarray(4);
}

/** Chunks as a statement gives them that has the columns `chunk` and `bit_send(…) as bits`. */
export function setOfChunks(rows: { chunk: number; bits: Uint8Array }[]): ImageSet {
  return new Map(rows.map(({ chunk, bits }) => [chunk, bitsOfSend(bits)]));
}

/** The columns of a statement over image ids, grouped by the first, that `setOfPositions` reads. */
export const POSITIONS =
  "chunk_of(id) as chunk, encode(string_agg(int2send(position_in_chunk(id)::smallint), ''), 'base64') as positions";

/** Positions of one chunk, two bytes each, in base64; null: none. A position may come more than once. */
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

/** Images of one chunk as a statement that writes takes them: those at the positions `first` to `last` whose bits are set. */
export interface Part extends WireChunk {
  first: number;
  last: number;
}

/** The set in batches of at most `limit` images, lowest ids first, so that a change of any size is made of bounded statements. */
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
