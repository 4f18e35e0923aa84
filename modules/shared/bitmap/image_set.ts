import { Buffer } from "node:buffer";

const CHUNK = 32_768;

/**
 * Images as one bit each: by chunk (id >> 15), 4,096 bytes whose first bit, the highest of the first byte, is the chunk's first id.
 * The form of `tag_bitmap` in memory: 128 KiB hold a million images.
 */
export type ImageSet = Map<number, Uint8Array>;

/** Part of a set as a statement takes it: positions `first` to `last` of a chunk; `bits` is hexadecimal, zeros at its end left out. */
export interface Part {
  chunk: number;
  first: number;
  last: number;
  bits: string;
}

export function setOfIds(ids: Iterable<number>, set: ImageSet = new Map()): ImageSet {
  for (const id of ids) {
    const chunk = Math.floor(id / CHUNK);
    const place = id % CHUNK;
    let bits = set.get(chunk);
    if (!bits) set.set(chunk, bits = new Uint8Array(CHUNK / 8));
    bits[place >> 3] = (bits[place >> 3] ?? 0) | (0x80 >> (place & 7));
  }
  return set;
}

/** How many images are in the set. */
export function sizeOf(set: ImageSet): number {
  let size = 0;
  for (const bits of set.values()) for (const byte of bits) size += ONES[byte] ?? 0;
  return size;
}

const ONES = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll("0", "").length);

/** The ids of the set, ascending. */
export function* idsOf(set: ImageSet): Generator<number> {
  for (const chunk of chunksOf(set)) for (const place of placesOf(set.get(chunk))) yield chunk * CHUNK + place;
}

/** The set in batches of at most `limit` images, the lowest ids first: an act of any size is statements of a bounded one. */
export function* batchesOf(set: ImageSet, limit: number): Generator<{ parts: Part[]; images: number }> {
  let parts: Part[] = [];
  let images = 0;
  for (const chunk of chunksOf(set)) {
    const places = placesOf(set.get(chunk));
    for (let start = 0; start < places.length;) {
      const taken = places.slice(start, start + limit - images);
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

function chunksOf(set: ImageSet): number[] {
  return [...set.keys()].sort((one, other) => one - other);
}

function placesOf(bits: Uint8Array | undefined): number[] {
  const places: number[] = [];
  for (const [index, byte] of bits?.entries() ?? []) {
    for (let bit = 0; byte << bit & 0xff; bit++) if (byte & (0x80 >> bit)) places.push(index * 8 + bit);
  }
  return places;
}

function partOf(chunk: number, places: number[]): Part {
  const [first = 0, last = 0] = [places[0], places.at(-1)];
  const bits = Buffer.alloc((last >> 3) + 1);
  for (const place of places) bits[place >> 3] = (bits[place >> 3] ?? 0) | (0x80 >> (place & 7));
  return { chunk, first, last, bits: bits.toString("hex") };
}

/** Adds a chunk as the database gives it: 32,768 times 0 or 1. */
export function addBitText(set: ImageSet, chunk: number, text: string): void {
  const bits = set.get(chunk) ?? new Uint8Array(CHUNK / 8);
  for (let place = text.indexOf("1"); place !== -1; place = text.indexOf("1", place + 1)) {
    bits[place >> 3] = (bits[place >> 3] ?? 0) | (0x80 >> (place & 7));
  }
  set.set(chunk, bits);
}

/** The images of one set that are not in the other. */
export function without(set: ImageSet, other: ImageSet): ImageSet {
  return combined(set, other, (one, two) => one & ~two);
}

/** The images that are in both sets. */
export function common(set: ImageSet, other: ImageSet): ImageSet {
  return combined(set, other, (one, two) => one & two);
}

/** The images that are in either set. */
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
