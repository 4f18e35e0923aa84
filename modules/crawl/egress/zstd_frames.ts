const FRAME = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const RLE_BLOCK = 1;

/** What the parser reads next: `bytes` bytes, of which it gets the first eight. `between` says whether the data may end here. */
interface Need {
  bytes: number;
  between: boolean;
}

/** Zstandard data (RFC 8878) on its way to the decoder. */
export interface WatchedFrames {
  bytes: AsyncIterable<Uint8Array>;
  /** Whether the data ended within a frame, which the decoder does not notice; known when all bytes were read. */
  isCutOff(): boolean;
}

/** Passes Zstandard data on and follows its frames. The decoder finds errors inside a frame. */
export function watchFrames(source: AsyncIterable<Uint8Array>): WatchedFrames {
  const parser = readFrames();
  let need = parser.next().value;
  let taken = 0;
  const start = new Uint8Array(8);
  const bytes = async function* () {
    for await (const chunk of source) {
      for (let at = 0; need && at < chunk.byteLength;) {
        const part = Math.min(need.bytes - taken, chunk.byteLength - at);
        if (taken < start.length) start.set(chunk.subarray(at, at + Math.min(part, start.length - taken)), taken);
        at += part;
        taken += part;
        if (taken < need.bytes) continue;
        need = parser.next(new DataView(start.buffer)).value;
        taken = 0;
      }
      yield chunk;
    }
  };
  return { bytes: bytes(), isCutOff: () => need !== undefined && !(need.between && taken === 0) };
}

function* readFrames(): Generator<Need, undefined, DataView> {
  while (true) {
    const magic = (yield { bytes: 4, between: true }).getUint32(0, true);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) yield* skip((yield { bytes: 4, between: false }).getUint32(0, true));
    else if (magic === FRAME) yield* readFrame();
    else return undefined;
  }
}

function* readFrame(): Generator<Need, void, DataView> {
  const descriptor = (yield { bytes: 1, between: false }).getUint8(0);
  const isSingle = (descriptor & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const contentSize = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  yield* skip((isSingle ? 0 : 1) + dictionary + contentSize);
  for (let last = false; !last;) {
    const header = (yield { bytes: 3, between: false }).getUint32(0, true) & 0xffffff;
    last = (header & 1) === 1;
    yield* skip((header >> 1 & 3) === RLE_BLOCK ? 1 : header >> 3);
  }
  yield* skip((descriptor & 4) === 0 ? 0 : 4);
}

function* skip(bytes: number): Generator<Need, void, DataView> {
  if (bytes > 0) yield { bytes, between: false };
}
