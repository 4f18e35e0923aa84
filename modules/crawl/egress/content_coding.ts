import { pipeline, type Readable, type Transform } from "node:stream";
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from "node:zlib";
import { faultOf, FetchFault } from "./faults.ts";
import { wholeFrames } from "./zstd_frames.ts";

export const ACCEPT_ENCODING = "gzip, deflate, br, zstd";

/** The most codings that are applied one after another. Each one may expand its input a thousand times. */
const CODINGS = 3;
const OUTPUT = { chunkSize: 64 * 1_024 };
/** RFC 9659: a client must support a window of 8 MB. With a larger one the server would decide how much memory we use. */
const ZSTD_WINDOW = { params: { [constants.ZSTD_d_windowLogMax]: 23 } };

type Bytes = AsyncIterable<Uint8Array>;
type Decoder = (source: Bytes) => Bytes;

const DECODERS: Record<string, Decoder> = {
  gzip: gunzip,
  "x-gzip": gunzip,
  deflate: inflate,
  br: brotli,
  zstd: (source) => through(wholeFrames(source), createZstdDecompress({ ...OUTPUT, ...ZSTD_WINDOW })),
};

/** Returns the decoders of a Content-Encoding (RFC 9110, 8.4) in the order to apply them. Throws a `FetchFault` for an unknown one. */
export function decodersOf(contentEncoding: string | null): Decoder[] {
  if (contentEncoding === null) return [];
  const names = contentEncoding.split(",", CODINGS + 9).map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "identity");
  if (names.length > CODINGS) {
    throw new FetchFault("encoding", { code: "encoding_layers", layers: names.length, allowed: CODINGS });
  }
  return names.reverse().map((name) => {
    const decoder = Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined;
    if (decoder) return decoder;
    throw new FetchFault("encoding", { code: "encoding_unknown", name: name.slice(0, 40) });
  });
}

/** Unpacks a file that is itself gzip, whatever the Content-Encoding was. Throws a `FetchFault`. */
export async function* unpackGzip(source: Bytes): AsyncGenerator<Uint8Array> {
  try {
    yield* gunzip(source);
  } catch (error) {
    throw faultOf(error);
  }
}

/** Decodes gzip (RFC 1952). */
function gunzip(source: Bytes): Bytes {
  return through(source, createGunzip(OUTPUT));
}

/** Decodes "deflate", which is zlib's format (RFC 9110, 8.4.1.2), and raw deflate data, which some servers send instead. */
async function* inflate(source: Bytes): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) return;
  const isWrapped = ((first.value[0] ?? 0) & 0x0f) === 8;
  const rest = async function* () {
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => chunks };
  };
  yield* through(rest(), isWrapped ? createInflate(OUTPUT) : createInflateRaw(OUTPUT));
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

/** Connects a source to a decoder. Errors of both are thrown where the decoder is read. */
function through(source: Bytes, decoder: Transform): Readable {
  return pipeline(source, decoder, () => {});
}
