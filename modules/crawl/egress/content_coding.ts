import { constants, createBrotliDecompress, createZstdDecompress } from "node:zlib";
import { type Bytes, type Decoder, OUTPUT, through } from "./coding.ts";
import { faultOf, FetchFault } from "./faults.ts";
import { gunzip, inflate } from "./gzip.ts";
import type { RawAnswer } from "./raw_answer.ts";
import { watchFrames } from "./zstd_frames.ts";

export const ACCEPT_ENCODING = "gzip, deflate, br, zstd";

/** The most codings that are applied one after another. Each one may expand its input a thousand times. */
const CODINGS = 3;
/** RFC 9659: a client must support a window of 8 MB. With a larger one the server would decide how much memory we use. */
const ZSTD_WINDOW = { params: { [constants.ZSTD_d_windowLogMax]: 23 } };

const DECODERS: Record<string, Decoder> = {
  gzip: gunzip,
  "x-gzip": gunzip,
  deflate: inflate,
  br: brotli,
  zstd,
};

/** Whether the body of an answer is coded in a way that is known. */
export function isCoded(fields: RawAnswer["fields"]): boolean {
  return decodersOf(codingOf(fields)).length > 0;
}

/** Returns the Content-Encoding of an answer, or null. */
export function codingOf(fields: RawAnswer["fields"]): string | null {
  return fields.get("content-encoding")?.join(",") ?? null;
}

/**
 * Returns the decoders of a Content-Encoding (RFC 9110, 8.4) in the order to apply them. If one of its codings is unknown, it is no
 * coding but a mistake, such as a charset: then the bytes are passed on as they are, as Fetch says and browsers do.
 */
export function decodersOf(contentEncoding: string | null): Decoder[] {
  if (contentEncoding === null) return [];
  const names = contentEncoding.split(",", CODINGS + 9).map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "identity");
  if (!names.every((name) => Object.hasOwn(DECODERS, name))) return [];
  if (names.length > CODINGS) {
    throw new FetchFault("encoding", { code: "encoding_layers", layers: names.length, allowed: CODINGS });
  }
  return names.reverse().flatMap((name) => DECODERS[name] ?? []);
}

/** Unpacks a file that is itself gzip, whatever the Content-Encoding was. Throws a `FetchFault`. */
export async function* unpackGzip(source: Bytes): AsyncGenerator<Uint8Array> {
  try {
    yield* gunzip(source);
  } catch (error) {
    throw faultOf(error);
  }
}

/**
 * Decodes Brotli (RFC 7932). If the data is cut off, Deno's decoder ends without an error. A decoder that has reached the end of
 * its data does not read further, so one more byte, if it is read, shows that the data was cut off.
 */
async function* brotli(source: Bytes): AsyncGenerator<Uint8Array> {
  const decoder = createBrotliDecompress(OUTPUT);
  let bytes = 0;
  const andMore = async function* () {
    for await (const chunk of source) {
      bytes += chunk.byteLength;
      yield chunk;
    }
    yield new Uint8Array(1);
  };
  yield* through(andMore(), decoder);
  if (bytes > 0 && decoder.bytesWritten > bytes) throw new FetchFault("encoding", { code: "encoding_cut_off" });
}

/** Decodes Zstandard (RFC 8878). If the data is cut off, Deno's decoder ends without an error. */
async function* zstd(source: Bytes): AsyncGenerator<Uint8Array> {
  const frames = watchFrames(source);
  yield* through(frames.bytes, createZstdDecompress({ ...OUTPUT, ...ZSTD_WINDOW }));
  if (frames.isCutOff()) throw new FetchFault("encoding", { code: "encoding_cut_off" });
}
