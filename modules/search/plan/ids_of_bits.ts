const CHUNK = 32_768;
/** `bit_send` puts the number of bits before them. */
const HEADER = 4;

export function chunkOf(id: number): number {
  return Math.floor(id / CHUNK);
}

export interface WantedIds {
  /** The lowest and the highest id, both within. */
  low?: number;
  high?: number;
  ascending?: boolean;
  limit?: number;
}

/** The first ids of a chunk's bits in the order asked for. No more are unpacked: a chunk holds 32,768, a page 42. */
export function idsOfBits(
  chunk: number,
  bits: Uint8Array,
  { low = 0, high = Infinity, ascending = true, limit = Infinity }: WantedIds = {},
): number[] {
  const ids: number[] = [];
  const bytes = bits.length - HEADER;
  for (let step = 0; step < bytes && ids.length < limit; step++) {
    const at = ascending ? step : bytes - 1 - step;
    const byte = bits[HEADER + at] ?? 0;
    if (byte === 0) continue;
    for (let turn = 0; turn < 8; turn++) {
      const bit = ascending ? turn : 7 - turn;
      const id = chunk * CHUNK + at * 8 + bit;
      if ((byte & (128 >> bit)) !== 0 && id >= low && id <= high && ids.length < limit) ids.push(id);
    }
  }
  return ids;
}

export function hasBit(bits: Uint8Array, id: number): boolean {
  const place = id % CHUNK;
  return ((bits[HEADER + (place >> 3)] ?? 0) & (128 >> (place & 7))) !== 0;
}
