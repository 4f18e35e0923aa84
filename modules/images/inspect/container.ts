import { LARGEST } from "./messages.ts";
import { pngChunks, readPngHeader } from "./png_chunks.ts";

/**
 * Walks the blocks of formats whose decoder accepts a file that ends too early: libvips shows the first frames of a cut
 * GIF, and does not miss the end of a PNG.
 */
export interface Container {
  complete: boolean;
  /** What the container declares; null where the decoder's count stands. */
  frames: number | null;
  /** Width and height in pixels, where the file says no more of how it is shown: neither an orientation nor a colour profile. */
  size: { width: number; height: number } | null;
  /** No metadata is in the file. */
  silent: boolean;
}

const UNKNOWN = { frames: null, size: null, silent: false };

export function walkContainer(mediaType: string, bytes: Uint8Array): Container {
  if (mediaType === "image/gif") return walkGif(bytes);
  if (mediaType === "image/png" || mediaType === "image/apng") return walkPng(bytes);
  return { complete: true, ...UNKNOWN };
}

/** GIF89a specification. A file without its last byte, the trailer, still holds every frame: browsers and we accept it. */
function walkGif(bytes: Uint8Array): Container {
  const end = bytes.length;
  let at = 13 + colourTable(bytes[10] ?? 0);
  while (at < end) {
    const kind = bytes[at];
    if (kind === 0x3b) return { complete: true, ...UNKNOWN };
    if (kind === 0x21) at = skipSubBlocks(bytes, at + 2);
    else if (kind === 0x2c) at = skipSubBlocks(bytes, at + 11 + colourTable(bytes[at + 9] ?? 0));
    // Bytes between blocks that are none: decoders stop here, and so does this.
    else return { complete: true, ...UNKNOWN };
  }
  return { complete: at === end, ...UNKNOWN };
}

function colourTable(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** The offset after the chain's terminator, or one past the end where the file stops inside it. */
function skipSubBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length) {
    const length = bytes[at] ?? 0;
    at += length + 1;
    if (length === 0) return at;
  }
  return bytes.length + 1;
}

/** PNG specification, third edition: chunks up to IEND; `acTL` counts the frames of an animation, from 1 to 2^31-1. */
function walkPng(bytes: Uint8Array): Container {
  let frames: number | null = null, size: Container["size"] = null;
  let shown = false, telling = false;
  for (const chunk of pngChunks(bytes)) {
    const { name, data, whole } = chunk;
    if (name === "IHDR") size ??= readPngHeader(chunk);
    if (name === "acTL") frames = declaredFrames(data);
    shown ||= SHOWING.has(name);
    telling ||= TELLING.has(name);
    if (name === "IEND") return { complete: whole, frames, size: shown ? null : size, silent: !telling };
  }
  return { complete: false, ...UNKNOWN, frames };
}

/** Chunks that may say how a picture is to be turned, in which colours it is, or that it has several frames. */
const SHOWING = new Set(["eXIf", "iTXt", "iCCP", "acTL"]);
/** Chunks that say more of a picture than its pixels. */
const TELLING = new Set(["eXIf", "iTXt", "acTL", "tEXt", "zTXt"]);

function declaredFrames(data: Uint8Array): number | null {
  const declared = data.length < 4 ? 0 : new DataView(data.buffer, data.byteOffset).getUint32(0);
  return declared >= 1 && declared <= LARGEST ? declared : null;
}
