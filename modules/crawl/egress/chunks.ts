import { Buffer } from "node:buffer";
import { FetchFault } from "./faults.ts";
import { HEADER_BYTES } from "./limits.ts";

export interface ChunkDecoder {
  /** Returns the data in a piece of a chunked body. It is written over the piece. */
  decode(piece: Uint8Array): Uint8Array;
  /** Whether the last chunk and the trailers have been read. */
  isEnded(): boolean;
}

type State = "size" | "data" | "data end" | "trailers" | "ended";

/** The most bytes of a line with a chunk's size and extensions. Chromium accepts 16 KB, and more if it arrives at once. */
const LINE_BYTES = 64 * 1_024;
const LF = 10;

/**
 * Decodes chunks (RFC 9112, 7.1) as Chromium does: a line may end with LF alone, spaces may follow a size, extensions and trailers
 * are left out. Throws a `FetchFault` for all else. Each byte is looked at once.
 */
export function chunkDecoder(): ChunkDecoder {
  let state: State = "size";
  let left = 0;
  let line = "";
  let trailerBytes = 0;

  const endLine = () => {
    const text = line.endsWith("\r") ? line.slice(0, -1) : line;
    line = "";
    if (state === "trailers") {
      if (text === "") state = "ended";
    } else if (state === "data end") {
      if (text !== "") throw broken();
      state = "size";
    } else {
      left = sizeOf(text);
      state = left === 0 ? "trailers" : "data";
    }
  };
  const readLine = (piece: Uint8Array, from: number): number => {
    const end = piece.indexOf(LF, from);
    const to = end === -1 ? piece.byteLength : end;
    if (state === "trailers") trailerBytes += to - from;
    if (line.length + to - from > LINE_BYTES) throw broken();
    if (trailerBytes > HEADER_BYTES) throw new FetchFault("header_flood", { code: "headers_too_large" });
    line += Buffer.from(piece.subarray(from, to)).toString("latin1");
    if (end === -1) return to;
    endLine();
    return end + 1;
  };

  return {
    decode: (piece) => {
      let written = 0;
      for (let at = 0; at < piece.byteLength && state !== "ended";) {
        if (state !== "data") {
          at = readLine(piece, at);
          continue;
        }
        const part = Math.min(left, piece.byteLength - at);
        piece.copyWithin(written, at, at + part);
        written += part;
        at += part;
        left -= part;
        if (left === 0) state = "data end";
      }
      return piece.subarray(0, written);
    },
    isEnded: () => state === "ended",
  };
}

/** Reads the size of a chunk. Only spaces may follow the digits, and an extension. */
function sizeOf(line: string): number {
  const [size = ""] = line.split(";", 1);
  const digits = size.trimEnd();
  if (!/^[0-9a-f]{1,13}$/i.test(digits.replace(/^0+(?=.)/, ""))) throw broken();
  return Number.parseInt(digits, 16);
}

function broken(): FetchFault {
  return new FetchFault("protocol", { code: "not_http" });
}
