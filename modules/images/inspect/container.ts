import { LARGEST } from "./messages.ts";
import { pngChunks, readPngHeader } from "./png_chunks.ts";

/** What the blocks of a file say, without decoding it. */
export interface Container {
  /** Whether the file does not end too early. */
  complete: boolean;
  /** The number of frames that the container declares, or null: then the decoder's count applies. */
  frames: number | null;
  /** Width and height in pixels, or null if the file may change how it is shown, for example by an orientation or a profile. */
  size: { width: number; height: number } | null;
  /** Whether the file is known to hold no metadata. */
  hasNoMetadata: boolean;
}

const UNKNOWN = { frames: null, size: null, hasNoMetadata: false };

/**
 * Walks the blocks of formats whose decoder accepts a file that ends too early: libvips shows the first frames of a GIF that was
 * cut off, and does not notice that the end of a PNG is missing.
 */
export function walkContainer(mediaType: string, bytes: Uint8Array): Container {
  if (mediaType === "image/gif") return walkGif(bytes);
  if (mediaType === "image/png" || mediaType === "image/apng") return walkPng(bytes);
  return { complete: true, ...UNKNOWN };
}

/** Walks a GIF (GIF89a specification). A file without its last byte, the trailer, still has every frame and counts as complete. */
function walkGif(bytes: Uint8Array): Container {
  const end = bytes.length;
  let at = 13 + colourTable(bytes[10] ?? 0);
  while (at < end) {
    const kind = bytes[at];
    if (kind === 0x3b) return { complete: true, ...UNKNOWN };
    if (kind === 0x21) at = skipSubBlocks(bytes, at + 2);
    else if (kind === 0x2c) at = skipSubBlocks(bytes, at + 11 + colourTable(bytes[at + 9] ?? 0));
    // Bytes between blocks that belong to no block: decoders stop reading here too.
    else return { complete: true, ...UNKNOWN };
  }
  return { complete: at === end, ...UNKNOWN };
}

function colourTable(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Returns the offset after the terminator of a chain of sub-blocks, or one past the end if the file ends inside the chain. */
function skipSubBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length) {
    const length = bytes[at] ?? 0;
    at += length + 1;
    if (length === 0) return at;
  }
  return bytes.length + 1;
}

/** Walks a PNG up to IEND (PNG specification, third edition). `acTL` holds the number of frames of an animation, from 1 to 2^31-1. */
function walkPng(bytes: Uint8Array): Container {
  let frames: number | null = null, size: Container["size"] = null;
  let isShownDifferently = false, hasMetadata = false;
  for (const chunk of pngChunks(bytes)) {
    const { name, data, whole } = chunk;
    if (name === "IHDR") size ??= readPngHeader(chunk);
    if (name === "acTL") frames = declaredFrames(data);
    isShownDifferently ||= DISPLAY_CHUNKS.has(name);
    hasMetadata ||= METADATA_CHUNKS.has(name);
    if (name === "IEND") {
      return { complete: whole, frames, size: isShownDifferently ? null : size, hasNoMetadata: !hasMetadata };
    }
  }
  return { complete: false, ...UNKNOWN, frames };
}

/** Chunks that may hold an orientation, a colour profile or the number of frames. */
const DISPLAY_CHUNKS = new Set(["eXIf", "iTXt", "iCCP", "acTL"]);
/** Chunks that may hold metadata. */
const METADATA_CHUNKS = new Set(["eXIf", "iTXt", "acTL", "tEXt", "zTXt"]);

function declaredFrames(data: Uint8Array): number | null {
  const declared = data.length < 4 ? 0 : new DataView(data.buffer, data.byteOffset).getUint32(0);
  return declared >= 1 && declared <= LARGEST ? declared : null;
}
