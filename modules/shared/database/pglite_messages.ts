const [QUERY, SYNC, TERMINATE] = ["Q", "S", "X"].map((letter) => letter.charCodeAt(0));
/** The bytes of a message's type and length. The length includes itself, but not the type (PostgreSQL, "Message Formats"). */
const HEADER = 5;

/** Returns the length of the startup message, which has no type, or null while it is incomplete. */
export function startupLength(bytes: Uint8Array): number | null {
  if (bytes.length < 4) return null;
  const length = lengthAt(bytes, 0);
  return length <= bytes.length ? length : null;
}

/**
 * Splits bytes from a client into batches that PostgreSQL answers with one ReadyForQuery each: messages up to a Sync, or a simple
 * query. `left` is the beginning of the next batch.
 */
export function splitMessages(bytes: Uint8Array): { batches: Uint8Array[]; terminated: boolean; left: Uint8Array<ArrayBuffer> } {
  const batches: Uint8Array[] = [];
  let begin = 0;
  let terminated = false;
  for (let at = 0; at + HEADER <= bytes.length && !terminated;) {
    const type = bytes[at];
    at += 1 + lengthAt(bytes, at + 1);
    if (at > bytes.length) break;
    terminated = type === TERMINATE;
    if (type !== QUERY && type !== SYNC && !terminated) continue;
    if (!terminated) batches.push(bytes.subarray(begin, at));
    begin = at;
  }
  return { batches, terminated, left: bytes.slice(begin) };
}

function lengthAt(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getInt32(at);
}
