import { Buffer } from "node:buffer";

/** A stream of bytes that several decoders read one after another. */
export interface Tape {
  /** Returns the next bytes as they arrived, or null at the end. */
  next(): Promise<Uint8Array | null>;
  /** Returns so many bytes, or fewer at the end. */
  take(count: number): Promise<Uint8Array>;
  /** Puts bytes back that were read but not used. */
  putBack(bytes: Uint8Array): void;
}

export function openTape(source: AsyncIterable<Uint8Array>): Tape {
  const chunks = source[Symbol.asyncIterator]();
  const waiting: Uint8Array[] = [];
  let reading: Promise<Uint8Array | null> | null = null;

  const read = async (): Promise<Uint8Array | null> => {
    const { done, value } = await chunks.next();
    reading = null;
    return done ? null : value;
  };
  const next = async (): Promise<Uint8Array | null> => {
    const [first] = waiting;
    if (first) {
      waiting.shift();
      return first;
    }
    // A decoder that has ended may still wait for bytes. They belong to the next one that asks.
    return await (reading ??= read());
  };
  const putBack = (bytes: Uint8Array) => {
    if (bytes.byteLength > 0) waiting.unshift(bytes);
  };
  return {
    next,
    putBack,
    take: async (count) => {
      const parts: Uint8Array[] = [];
      let left = count;
      while (left > 0) {
        const piece = await next();
        if (piece === null) break;
        parts.push(piece.subarray(0, left));
        putBack(piece.subarray(left));
        left -= Math.min(left, piece.byteLength);
      }
      return Buffer.concat(parts);
    },
  };
}
