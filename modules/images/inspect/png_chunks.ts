import { crc32 } from "node:zlib";

/** A chunk of a PNG file (PNG specification, third edition, 5.3). Its data is shorter than declared if the file ends inside it. */
export interface PngChunk {
  name: string;
  data: Uint8Array;
  whole: boolean;
  /** Whether the checksum is right. */
  intact: () => boolean;
}

/** Yields the chunks after the signature, up to IEND. */
export function* pngChunks(bytes: Uint8Array): Generator<PngChunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8, name = ""; name !== "IEND" && at + 12 <= bytes.length;) {
    const end = at + 8 + view.getUint32(at);
    const checked = bytes.subarray(at + 4, end);
    const whole = end + 4 <= bytes.length;
    name = String.fromCharCode(...checked.subarray(0, 4));
    yield { name, data: checked.subarray(4), whole, intact: () => whole && crc32(checked) === view.getUint32(end) };
    at = end + 4;
  }
}

export interface PngHeader {
  width: number;
  height: number;
  /** Bits per sample. */
  depth: number;
  colourType: number;
  interlaced: boolean;
}

/** Reads the chunk IHDR (11.2.1). Returns null if it is not valid. */
export function readPngHeader({ name, data }: PngChunk): PngHeader | null {
  if (name !== "IHDR" || data.length !== 13) return null;
  const view = new DataView(data.buffer, data.byteOffset);
  const width = view.getUint32(0), height = view.getUint32(4);
  // The compression method and the filter method have only the value 0.
  if (width === 0 || height === 0 || view.getUint16(10) !== 0) return null;
  return { width, height, depth: view.getUint8(8), colourType: view.getUint8(9), interlaced: view.getUint8(12) !== 0 };
}
