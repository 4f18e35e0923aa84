import { CHUNK_SIZE, type ChunkBits, chunkOf, newBits, positionOf, positionsOf, setBit } from "./chunk.ts";

/** A set of images in memory: one bitmap for each chunk, which is 128 KiB for a million ids. */
export type ImageSet = Map<number, ChunkBits>;

/** Returns the set with the ids added. A set that is given is changed. */
export function setOfIds(ids: Iterable<number>, set: ImageSet = new Map()): ImageSet {
  for (const id of ids) setBit(bitsOf(set, chunkOf(id)), positionOf(id));
  return set;
}

/** Returns the bitmap of a chunk, and adds an empty one to the set if there is none. */
export function bitsOf(set: ImageSet, chunk: number): ChunkBits {
  const known = set.get(chunk);
  if (known) return known;
  const bits = newBits();
  set.set(chunk, bits);
  return bits;
}

export function sizeOf(set: ImageSet): number {
  let size = 0;
  for (const bits of set.values()) for (const byte of bits) size += ONES[byte] ?? 0;
  return size;
}

const ONES = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll("0", "").length);

/** Gives the ids of the set in ascending order. */
export function* idsOf(set: ImageSet): Generator<number> {
  for (const [chunk, bits] of inOrder(set)) for (const position of positionsOf(bits)) yield chunk * CHUNK_SIZE + position;
}

/** Returns the chunks of the set in ascending order. */
export function inOrder(set: ImageSet): [chunk: number, bits: ChunkBits][] {
  return [...set].sort(([one], [other]) => one - other);
}

export function without(set: ImageSet, other: ImageSet): ImageSet {
  return combined(set, other, (one, two) => one & ~two);
}

export function common(set: ImageSet, other: ImageSet): ImageSet {
  return combined(set, other, (one, two) => one & two);
}

export function union(set: ImageSet, other: ImageSet): ImageSet {
  return new Map([...other, ...combined(set, other, (one, two) => one | two)]);
}

function combined(set: ImageSet, other: ImageSet, combine: (one: number, two: number) => number): ImageSet {
  const result: ImageSet = new Map();
  for (const [chunk, bits] of set) {
    const others = other.get(chunk);
    result.set(chunk, Uint8Array.from(bits, (byte, index) => combine(byte, others?.[index] ?? 0)));
  }
  return result;
}
