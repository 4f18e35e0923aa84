import { Buffer } from "node:buffer";
import { constants, createInflateRaw } from "node:zlib";
import { type Bytes, OUTPUT, through } from "./coding.ts";
import { FetchFault } from "./faults.ts";
import { openTape, type Tape } from "./tape.ts";

const START_BYTES = 10;
const TRAILER_BYTES = 8;
/** The most bytes of a file name or comment in a header. Without a limit a header could go on without end. */
const TEXT_BYTES = 64 * 1_024;
/** The most members of one stream. Each costs a decoder, however little is in it. */
const MEMBERS = 4_096;
const FLAGS = { headerChecksum: 2, extra: 4, name: 8, comment: 16 };

/**
 * Decodes gzip (RFC 1952). As in browsers the trailer is not looked at, so it may be missing, and so may anything follow the last
 * member. Throws a `FetchFault` if the data itself is cut off or broken.
 */
export async function* gunzip(source: Bytes): AsyncGenerator<Uint8Array> {
  const tape = openTape(source);
  for (let members = 0; members < MEMBERS; members++) {
    const start = await tape.take(START_BYTES);
    const isComplete = start.byteLength === START_BYTES;
    if (members === 0 ? start.byteLength === 0 : !isComplete) return;
    const [first, second, method, flags = 0] = start;
    if (first !== 0x1f || second !== 0x8b || method !== 8) {
      if (members > 0) return;
      throw broken();
    }
    await skipHeader(tape, flags);
    yield* inflated(tape);
    await tape.take(TRAILER_BYTES);
  }
  throw broken();
}

/** Decodes "deflate", which is zlib's format (RFC 9110, 8.4.1.2), and raw deflate data, which some servers send instead. */
export async function* inflate(source: Bytes): AsyncGenerator<Uint8Array> {
  const tape = openTape(source);
  const start = await tape.take(2);
  if (start.byteLength === 0) return;
  const [first = 0, second = 0] = start;
  const isWrapped = (first & 0x0f) === 8 && (first << 8 | second) % 31 === 0;
  if (!isWrapped) tape.putBack(start);
  yield* inflated(tape);
}

/**
 * Decodes raw deflate data (RFC 1951) and leaves what follows it on the tape. A decoder that has reached the end of its data does not
 * read further, so one more byte, if it is read, shows that the data was cut off.
 */
async function* inflated(tape: Tape): AsyncGenerator<Uint8Array> {
  const decoder = createInflateRaw({ ...OUTPUT, finishFlush: constants.Z_SYNC_FLUSH });
  const fed: Uint8Array[] = [];
  let fedBytes = 0;
  let forgotten = 0;
  let isSourceOver = false;
  const taken = Promise.withResolvers<void>();
  const feed = async function* () {
    for (let piece = await tape.next(); piece !== null; piece = await tape.next()) {
      for (let [oldest] = fed; oldest && forgotten + oldest.byteLength <= decoder.bytesWritten; [oldest] = fed) {
        forgotten += oldest.byteLength;
        fed.shift();
      }
      fed.push(piece);
      fedBytes += piece.byteLength;
      yield piece;
    }
    // The byte may be an error after data that was cut off, and an error throws away what was decoded and not yet taken.
    await new Promise<void>((done) => decoder.flush(constants.Z_SYNC_FLUSH, done));
    if (decoder.readableLength > 0) await taken.promise;
    isSourceOver = true;
    yield new Uint8Array(1);
  };
  try {
    for await (const chunk of through(feed(), decoder)) {
      yield chunk;
      if (decoder.readableLength === 0) taken.resolve();
    }
  } catch (error) {
    throw isSourceOver ? cutOff() : error;
  }
  if (decoder.bytesWritten > fedBytes) throw cutOff();
  tape.putBack(Buffer.concat(fed).subarray(decoder.bytesWritten - forgotten));
}

/** Skips what may follow the first ten bytes of a header. */
async function skipHeader(tape: Tape, flags: number): Promise<void> {
  if (flags & FLAGS.extra) {
    const [low = 0, high = 0] = await tape.take(2);
    await tape.take(high << 8 | low);
  }
  if (flags & FLAGS.name) await skipText(tape);
  if (flags & FLAGS.comment) await skipText(tape);
  if (flags & FLAGS.headerChecksum) await tape.take(2);
}

/** Skips a text up to the zero that ends it. */
async function skipText(tape: Tape): Promise<void> {
  for (let left = TEXT_BYTES; left > 0;) {
    const piece = await tape.next();
    if (piece === null) return;
    const end = piece.indexOf(0);
    if (end !== -1) return tape.putBack(piece.subarray(end + 1));
    left -= piece.byteLength;
  }
  throw broken();
}

function broken(): FetchFault {
  return new FetchFault("encoding", { code: "encoding_broken" });
}

function cutOff(): FetchFault {
  return new FetchFault("encoding", { code: "encoding_cut_off" });
}
