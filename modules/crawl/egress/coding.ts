import { pipeline, type Readable, type Transform } from "node:stream";

export type Bytes = AsyncIterable<Uint8Array>;
/** Turns coded bytes into what they stand for. */
export type Decoder = (source: Bytes) => Bytes;

export const OUTPUT = { chunkSize: 64 * 1_024 };

/** Connects a source to a decoder. Errors of both are thrown where the decoder is read. */
export function through(source: Bytes, decoder: Transform): Readable {
  return pipeline(source, decoder, () => {});
}
