import { Buffer } from "node:buffer";

/** The beginning of a body that was read ahead, and the whole body, which includes the beginning. */
export interface Peeked {
  head: Uint8Array;
  /** Whether the body ends with the head. */
  ended: boolean;
  body: AsyncIterable<Uint8Array>;
}

/** Reads chunks until `enough()` says so, the body ends, or `limit` bytes were read. */
export async function peek(
  source: AsyncIterable<Uint8Array>,
  enough: (head: Uint8Array) => boolean | Promise<boolean>,
  limit: number,
): Promise<Peeked> {
  const rest = source[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // `enough()` is asked again only when the bytes have doubled, because a body may arrive one byte at a time.
  let next = 1;
  while (true) {
    const { done, value } = await rest.next();
    if (done) return { head: joined(chunks), ended: true, body: one(joined(chunks)) };
    chunks.push(value);
    bytes += value.byteLength;
    if (bytes < next) continue;
    next = 2 * bytes;
    const head = joined(chunks);
    if (bytes >= limit || await enough(head)) return { head, ended: false, body: chained(head, rest) };
    chunks.splice(0, chunks.length, head);
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const [first] = chunks;
  return first && chunks.length === 1 ? first : Buffer.concat(chunks);
}

async function* one(head: Uint8Array): AsyncGenerator<Uint8Array> {
  if (head.byteLength > 0) yield await Promise.resolve(head);
}

async function* chained(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
