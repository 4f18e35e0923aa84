import { Buffer } from "node:buffer";
import { inflateSync } from "node:zlib";
import type { Pixels } from "./pixels.ts";
import { pngChunks, type PngHeader, readPngHeader } from "./png_chunks.ts";
import { unfilter } from "./png_rows.ts";

/** The largest picture that is decoded here. libvips reads larger ones line by line, so that the process does not grow. */
const MOST_PIXELS = 500_000;
/** Chunks that decide the pixels: if the checksum of one is wrong, the file is left to libvips. */
const NEEDED = new Set(["IHDR", "PLTE", "tRNS", "IDAT"]);
/** A file with one of these (orientation, animation) is left to libvips. */
const UNUSUAL = new Set(["eXIf", "acTL"]);
/** The number of samples of a pixel by colour type (11.2.1): grey, RGB, index, grey with alpha, RGBA. */
const SAMPLES = [1, 0, 3, 1, 2, 0, 4];
const INDEXED = 3;

/**
 * Decodes a common PNG: eight bits per sample or a palette, not interlaced. Returns null for other ones, which libvips decodes,
 * and for damaged ones, whose fault libvips names. `ignoreIcc` leaves the colours in the space of the profile. libvips takes 1 ms
 * to prepare for an image, which is more than most images take here, and 10 ms for one that it makes smaller.
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

/** Inflates the data of a picture. Returns null if they are damaged or not exactly as long as the picture needs. */
function inflate(parts: Uint8Array[], length: number): Uint8Array | null {
  try {
    // With one block of output: several blocks take most of the time.
    const rows = inflateSync(parts.length === 1 ? parts[0]! : Buffer.concat(parts), {
      maxOutputLength: length,
      chunkSize: Math.max(64, length),
    });
    return rows.length === length ? rows : null;
  } catch {
    // libvips decodes the picture then, or says what is wrong with it.
    return null;
  }
}

/** Looks up the colours of a picture of palette indices (11.2.2). Returns null if an index is beyond the palette. */
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
