import { Buffer } from "node:buffer";
import { FetchFault } from "./faults.ts";
import { type Head, parseHead } from "./head_parser.ts";
import { HEADER_BYTES, INTERIM_ANSWERS } from "./limits.ts";

type Pieces = AsyncIterator<Uint8Array>;

/** The bytes before "http", and "http" itself, that are looked at before an answer counts as one without a status line. */
const START_BYTES = 8;
const NO_HEAD: Head = { status: 200, version: 9, fields: new Map() };
const CR = 13;
const LF = 10;

/**
 * Reads the head of an answer, past interim answers, as Chromium does. Returns it and the bytes behind it that have arrived.
 * `mayHaveNone` allows an answer without status line and header (HTTP/0.9), as browsers do on the default ports.
 */
export async function readHead(
  pieces: Pieces,
  { mayHaveNone }: { mayHaveNone: boolean },
): Promise<{ head: Head; rest: Uint8Array }> {
  let rest: Uint8Array = new Uint8Array();
  let budget = HEADER_BYTES;
  for (let interim = 0; interim <= INTERIM_ANSWERS; interim++) {
    const start = await readStart(pieces, rest);
    if (start.at === -1) {
      if (mayHaveNone && interim === 0) return { head: NO_HEAD, rest: start.bytes };
      throw notHttp();
    }
    const block = await readBlock(pieces, start.bytes.subarray(start.at), budget);
    const head = parseHead(block.head);
    if (head.status === 101) throw new FetchFault("protocol", { code: "unasked_upgrade" });
    if (head.status < 100 || head.status > 199) return { head, rest: block.rest };
    rest = block.rest;
    budget -= block.head.byteLength;
  }
  throw new FetchFault("unasked_continue", { code: "interim_flood" });
}

/** Reads until it is known where the status line begins; -1 if there is none. Up to four bytes before it are skipped. */
async function readStart(pieces: Pieces, rest: Uint8Array): Promise<{ bytes: Uint8Array; at: number }> {
  for (let bytes = rest;;) {
    const at = Buffer.from(bytes.subarray(0, START_BYTES)).toString("latin1").toLowerCase().indexOf("http");
    if (at !== -1 || bytes.byteLength >= START_BYTES) return { bytes, at };
    const { done, value } = await pieces.next();
    if (done && bytes.byteLength > 0) return { bytes, at };
    if (done) throw closedEarly();
    bytes = Buffer.concat([bytes, value]);
  }
}

/** Reads until the empty line that ends a header. */
async function readBlock(pieces: Pieces, start: Uint8Array, budget: number): Promise<{ head: Uint8Array; rest: Uint8Array }> {
  const chunks: Uint8Array[] = [];
  const endIn = findEnd();
  let bytes = 0;
  for (let chunk = start;;) {
    const end = endIn(chunk);
    if (bytes + (end === -1 ? chunk.byteLength : end) > budget) {
      throw new FetchFault("header_flood", { code: "headers_too_large" });
    }
    if (end !== -1) return { head: Buffer.concat([...chunks, chunk.subarray(0, end)]), rest: chunk.subarray(end) };
    chunks.push(chunk);
    bytes += chunk.byteLength;
    const { done, value } = await pieces.next();
    if (done) throw closedEarly();
    chunk = value;
  }
}

/**
 * Returns a function that gets one chunk after another, and returns the position behind the header's end in the chunk, or -1. Each
 * byte is looked at once. A line may end with LF alone.
 */
function findEnd(): (chunk: Uint8Array) => number {
  let last = 0;
  let isLineEmpty = false;
  return (chunk) => {
    for (const [index, byte] of chunk.entries()) {
      if (byte === LF) {
        if (isLineEmpty) return index + 1;
        isLineEmpty = true;
      } else if (byte !== CR || last !== LF) {
        isLineEmpty = false;
      }
      last = byte;
    }
    return -1;
  };
}

function notHttp(): FetchFault {
  return new FetchFault("protocol", { code: "not_http" });
}

function closedEarly(): FetchFault {
  return new FetchFault("connection_lost", { code: "connection_lost" }, { retry: true });
}
