const CHUNK = 32_768;
/** `bit_send` puts the number of bits before them. */
const HEADER = 4;

export function chunkOf(id: number): number {
  return Math.floor(id / CHUNK);
}

/** The ids of a chunk's bits in ascending order, between `low` and `high`, both within. */
export function idsOfBits(chunk: number, bits: Uint8Array, { low = 0, high = Infinity } = {}): number[] {
  const ids: number[] = [];
  const base = chunk * CHUNK;
  for (let at = HEADER; at < bits.length; at++) {
    const byte = bits[at] ?? 0;
    if (byte === 0) continue;
    const first = base + (at - HEADER) * 8;
    for (let bit = 0; bit < 8; bit++) {
      if ((byte & (128 >> bit)) !== 0 && first + bit >= low && first + bit <= high) ids.push(first + bit);
    }
  }
  return ids;
}

export function hasBit(bits: Uint8Array, id: number): boolean {
  const place = id % CHUNK;
  return ((bits[HEADER + (place >> 3)] ?? 0) & (128 >> (place & 7))) !== 0;
}
