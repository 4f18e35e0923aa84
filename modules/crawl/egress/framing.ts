import { chunkDecoder } from "./chunks.ts";
import { FetchFault } from "./faults.ts";
import type { Head } from "./head_parser.ts";

interface Arrived {
  /** The bytes behind the head that have arrived with it. */
  rest: Uint8Array;
  pieces: AsyncIterator<Uint8Array>;
}

const WITHOUT_BODY = [204, 205, 304];

/**
 * Yields the body of an answer without its framing, as Chromium finds its end: chunks before Content-Length before the end of the
 * connection. What follows the body is not read. Throws a `FetchFault` for a body that ends early. Lengths that contradict each other
 * are refused at once, because nobody can say where the answer ends.
 */
export function readFramed({ status, version, fields }: Head, arrived: Arrived): AsyncIterable<Uint8Array> {
  if (WITHOUT_BODY.includes(status)) return nothing();
  // A server of HTTP/1.0 does not know chunks, so the word came from somewhere else.
  if (version >= 11 && valuesOf(fields, "transfer-encoding").includes("chunked")) return readChunks(arrived);
  const lengths = valuesOf(fields, "content-length");
  if (new Set(lengths).size > 1) throw new FetchFault("protocol", { code: "lengths_differ" });
  const length = /^\d{1,15}$/.test(lengths[0] ?? "") ? Number(lengths[0]) : null;
  return length === null ? allOf(arrived) : readLength(arrived, length);
}

/** Returns the members of a list-valued field (RFC 9110, 5.6.1) in lower case. */
function valuesOf(fields: Head["fields"], name: string): string[] {
  return (fields.get(name) ?? []).flatMap((line) => line.split(",")).map((value) => value.trim().toLowerCase());
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function* allOf({ rest, pieces }: Arrived): AsyncGenerator<Uint8Array> {
  if (rest.byteLength > 0) yield rest;
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
}

async function* readLength(arrived: Arrived, length: number): AsyncGenerator<Uint8Array> {
  if (length === 0) return;
  let left = length;
  for await (const piece of allOf(arrived)) {
    yield piece.subarray(0, left);
    left -= piece.byteLength;
    if (left <= 0) return;
  }
  throw endsEarly();
}

async function* readChunks(arrived: Arrived): AsyncGenerator<Uint8Array> {
  const decoder = chunkDecoder();
  for await (const piece of allOf(arrived)) {
    const data = decoder.decode(piece);
    if (data.byteLength > 0) yield data;
    if (decoder.isEnded()) return;
  }
  throw endsEarly();
}

function endsEarly(): FetchFault {
  return new FetchFault("connection_lost", { code: "connection_lost" }, { retry: true });
}
