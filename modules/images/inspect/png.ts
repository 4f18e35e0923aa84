import { Buffer } from "node:buffer";
import { inflateSync } from "node:zlib";
import type { Pixels } from "./pixels.ts";
import { pngChunks, type PngHeader, readPngHeader } from "./png_chunks.ts";
import { unfilter } from "./png_rows.ts";

/** A larger picture is read line by line, by libvips, so that no process grows by it. */
const MOST_PIXELS = 500_000;
/** Chunks that the pixels depend on, and chunks that ask for more than is done here. */
const NEEDED = new Set(["IHDR", "PLTE", "tRNS", "IDAT"]);
const UNUSUAL = new Set(["eXIf", "acTL"]);
/** Samples of a pixel by colour type (11.2.1): grey, RGB, index, grey and alpha, RGBA. */
const SAMPLES = [1, 0, 3, 1, 2, 0, 4];
const INDEXED = 3;

/**
 * Decodes a PNG as most are: eight bits a sample or a palette, not interlaced. Null for any other and for any damage: libvips
 * decodes the one and says what the other is. `ignoreIcc` leaves the colours as a profile describes them. libvips takes a
 * millisecond to get ready for an image, which is more than most take here, and ten for one that it makes smaller.
 */
export function decodePng(bytes: Uint8Array, ignoreIcc: boolean): Pixels | null {
  let header: PngHeader | null = null, palette: Uint8Array | null = null, alpha: Uint8Array | null = null;
  const parts: Uint8Array[] = [];
  for (const chunk of pngChunks(bytes)) {
    const { name, data } = chunk;
    if (UNUSUAL.has(name) || (name === "iCCP" && !ignoreIcc)) return null;
    if (NEEDED.has(name) && !chunk.intact()) return null;
    if (name === "IHDR") header = readPngHeader(chunk);
    if (name === "PLTE") palette = data;
    if (name === "tRNS") alpha = data;
    if (name === "IDAT") parts.push(data);
  }
  if (!header || !isUsual(header) || (alpha && header.colourType !== INDEXED)) return null;
  const { width, height, depth, colourType } = header;
  const samples = SAMPLES[colourType]!;
  const stride = 1 + Math.ceil((width * samples * depth) / 8);
  const rows = inflate(parts, height * stride);
  const data = rows && unfilter(rows, stride, samples);
  if (!data || colourType !== INDEXED) return data && { data, width, height, channels: samples };
  return palette && lookUp(data, header, palette, alpha);
}

function isUsual({ width, height, depth, colourType, interlaced }: PngHeader): boolean {
  const depths = colourType === INDEXED ? [1, 2, 4, 8] : [8];
  return SAMPLES[colourType]! > 0 && depths.includes(depth) && !interlaced && width * height <= MOST_PIXELS;
}

/** Null unless the data are whole, and exactly as long as the picture needs. */
function inflate(parts: Uint8Array[], length: number): Uint8Array | null {
  try {
    // One block of output: it is what most of the time goes into otherwise.
    const rows = inflateSync(parts.length === 1 ? parts[0]! : Buffer.concat(parts), {
      maxOutputLength: length,
      chunkSize: Math.max(64, length),
    });
    return rows.length === length ? rows : null;
  } catch {
    // The general decoder takes the picture then, and says what is wrong with it.
    return null;
  }
}

/** The colours of a picture of indices (11.2.2); null where one is beyond the palette. */
function lookUp(
  rows: Uint8Array,
  { width, height, depth }: PngHeader,
  palette: Uint8Array,
  alpha: Uint8Array | null,
): Pixels | null {
  const channels = alpha ? 4 : 3;
  const data = new Uint8Array(width * height * channels);
  const length = rows.length / height;
  const mask = (1 << depth) - 1;
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += channels) {
      const bit = x * depth;
      const index = (rows[y * length + (bit >> 3)]! >> (8 - depth - (bit & 7))) & mask;
      if (index * 3 >= palette.length) return null;
      data[to] = palette[3 * index]!;
      data[to + 1] = palette[3 * index + 1]!;
      data[to + 2] = palette[3 * index + 2]!;
      if (alpha) data[to + 3] = alpha[index] ?? 255;
    }
  }
  return { data, width, height, channels };
}
