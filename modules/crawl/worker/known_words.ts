/** The words that a job's worker has read. */
export interface KnownWords {
  /** Adds a word by its hash of 32 bits. Returns whether it is new. */
  add(hash: number): boolean;
}

/** 4 MB, however many words there are. After a million words, one new word in 300 counts as known. */
const BITS = 2 ** 25;

/** Creates a Bloom filter with two bits a word. */
export function createKnownWords(): KnownWords {
  const bits = new Uint8Array(BITS / 8);
  const set = (at: number): boolean => {
    const mask = 1 << (at & 7);
    const before = bits[at >>> 3] ?? 0;
    bits[at >>> 3] = before | mask;
    return (before & mask) === 0;
  };
  return {
    add: (hash) => {
      const first = set((hash >>> 0) % BITS);
      const second = set((Math.imul(hash, 0x9e3779b1) >>> 0) >>> 7);
      return first || second;
    },
  };
}
