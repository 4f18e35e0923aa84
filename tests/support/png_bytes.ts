import { Buffer } from "node:buffer";
import { crc32, deflateSync } from "node:zlib";

/** The fields of IHDR (PNG specification, third edition, 11.2.1). The default is eight bits of red, green and blue. */
export interface PngKind {
  width: number;
  height: number;
  depth?: number;
  colourType?: number;
  interlace?: number;
}

/** Makes a PNG of rows, each of which begins with its filter type. `before` are chunks before the image data. */
export function pngOf(kind: PngKind, rows: Uint8Array, before: readonly Uint8Array[] = []): Uint8Array<ArrayBuffer> {
  return pngOfChunks([pngHeader(kind), ...before, pngChunk("IDAT", deflateSync(rows)), pngChunk("IEND")]);
}

export function pngOfChunks(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), ...chunks]));
}

export function pngHeader({ width, height, depth = 8, colourType = 2, interlace = 0 }: PngKind): Uint8Array {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([depth, colourType, 0, 0, interlace], 8);
  return pngChunk("IHDR", data);
}

export function pngChunk(name: string, data: Uint8Array = new Uint8Array()): Uint8Array {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** Inserts a chunk into a PNG, right after IHDR. */
export function withPngChunk(png: Uint8Array, chunk: Uint8Array): Uint8Array<ArrayBuffer> {
  const headerEnd = 33;
  return new Uint8Array(Buffer.concat([png.subarray(0, headerEnd), chunk, png.subarray(headerEnd)]));
}
