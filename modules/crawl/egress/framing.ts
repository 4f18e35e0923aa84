import { chunkDecoder } from "./chunks.ts";
import { faultOf, FetchFault } from "./faults.ts";
import type { Head } from "./head_parser.ts";
import { type EarlyEnd, valuesOf } from "./raw_answer.ts";

interface Arrived {
  /** The bytes behind the head that have arrived with it. */
  rest: Uint8Array;
  pieces: AsyncIterator<Uint8Array>;
  earlyEnd: EarlyEnd;
}

const WITHOUT_BODY = [204, 205, 304];

/**
 * Yields the body of an answer without its framing, as Chromium finds its end: chunks before Content-Length before the end of the
 * connection. What follows the body is not read. Throws a `FetchFault` for a body that ends early, unless that is allowed. Lengths that contradict each other
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

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** Yields what arrives until the connection ends. That it was reset instead of closed is an early end like any other. */
async function* allOf({ rest, pieces, earlyEnd }: Arrived): AsyncGenerator<Uint8Array> {
  try {
    if (rest.byteLength > 0) yield rest;
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
  } catch (error) {
    if (faultOf(error).reason !== "connection_lost") throw error;
    endEarly(earlyEnd);
  }
}

async function* readLength(arrived: Arrived, length: number): AsyncGenerator<Uint8Array> {
  if (length === 0) return;
  let left = length;
  for await (const piece of allOf(arrived)) {
    yield piece.subarray(0, left);
    left -= piece.byteLength;
    if (left <= 0) return;
  }
  endEarly(arrived.earlyEnd);
}

async function* readChunks(arrived: Arrived): AsyncGenerator<Uint8Array> {
  const decoder = chunkDecoder();
  for await (const piece of allOf(arrived)) {
    const data = decoder.decode(piece);
    if (data.byteLength > 0) yield data;
    if (decoder.isEnded()) return;
  }
  endEarly(arrived.earlyEnd);
}

function endEarly(earlyEnd: EarlyEnd): void {
  if (!earlyEnd.isAllowed) throw new FetchFault("connection_lost", { code: "connection_lost" }, { retry: true });
  earlyEnd.happened = true;
}
