/**
 * A chunk is a range of this many image ids. The functions in `chunk.sql` use the same number, and a column that holds the bitmap
 * of a chunk has the type bit(32768).
 */
export const CHUNK_SIZE = 32_768;

/** The bitmap of a chunk: 4,096 bytes with one bit for each id. Position 0, the highest bit of the first byte, is the lowest id. */
export type ChunkBits = Uint8Array;

export function newBits(): ChunkBits {
  return new Uint8Array(CHUNK_SIZE / 8);
}

export function chunkOf(id: number): number {
  return Math.floor(id / CHUNK_SIZE);
}

/** Returns the position of an image in its chunk. */
export function positionOf(id: number): number {
  return id % CHUNK_SIZE;
}

export function setBit(bits: ChunkBits, position: number): void {
  bits[position >> 3] = (bits[position >> 3] ?? 0) | (0x80 >> (position & 7));
}

export function hasBit(bits: ChunkBits, position: number): boolean {
  return ((bits[position >> 3] ?? 0) & (0x80 >> (position & 7))) !== 0;
}

/** The positions of the bits that are set, ascending. */
export function positionsOf(bits: ChunkBits): number[] {
  const positions: number[] = [];
  for (const [index, byte] of bits.entries()) {
    for (let bit = 0; byte << bit & 0xff; bit++) if (byte & (0x80 >> bit)) positions.push(index * 8 + bit);
  }
  return positions;
}

export interface WantedIds {
  /** The lowest and the highest id to return. */
  low?: number;
  high?: number;
  ascending?: boolean;
  limit?: number;
}

/** Returns the first ids of a chunk's bitmap. It stops at `limit`, because a chunk may hold 32,768 images and a page needs 42. */
export function idsOfChunk(
  chunk: number,
  bits: ChunkBits,
  { low = 0, high = Infinity, ascending = true, limit = Infinity }: WantedIds = {},
): number[] {
  const ids: number[] = [];
  for (let step = 0; step < bits.length && ids.length < limit; step++) {
    const index = ascending ? step : bits.length - 1 - step;
    const byte = bits[index] ?? 0;
    if (byte === 0) continue;
    for (let offset = 0; offset < 8; offset++) {
      const bit = ascending ? offset : 7 - offset;
      const id = chunk * CHUNK_SIZE + index * 8 + bit;
      if ((byte & (0x80 >> bit)) !== 0 && id >= low && id <= high && ids.length < limit) ids.push(id);
    }
  }
  return ids;
}
