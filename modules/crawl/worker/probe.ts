import { Buffer } from "node:buffer";
import { imageSize } from "image-size";
import { pngChunks } from "../../images/inspect/png_chunks.ts";
import { undecodedDimensions } from "../../images/inspect/undecoded.ts";

/** What is known from the first bytes of an answer. */
export interface Probe {
  isImage: boolean;
  /** The type by magic bytes, also of something that is not an image. */
  mediaType: string;
  /** Pixels as displayed, or null if the first bytes do not say. */
  size: { width: number; height: number } | null;
}

export const PROBE_BYTES = 64 * 1_024;

const latin1 = (bytes: Uint8Array, from: number, to: number) =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("latin1");

/**
 * Probes the first bytes of an answer. The common formats are recognised by their magic bytes and measured by their headers; the
 * detector of the inspection handles all others. If the bytes end too early, the probe has no size or says that it is no image.
 */
export async function probeImage(head: Uint8Array): Promise<Probe> {
  const raster = rasterType(head);
  if (raster !== null) return { isImage: true, mediaType: raster, size: sizeOf(head, raster) };
  // The detector knows a hundred formats and takes 65 ms to load, so it is loaded only when it is needed.
  const { detectType } = await import("../../images/inspect/type.ts");
  const copy = new Uint8Array(head.subarray(0, PROBE_BYTES));
  const { handling, mediaType } = await detectType(copy);
  if (handling !== "undecoded") return { isImage: handling !== "none", mediaType, size: null };
  const { width, height } = undecodedDimensions(mediaType, copy);
  // Only BMP's size is reliable: an icon file holds several pictures, and its directory seldom gives their true sizes.
  const isReliable = width !== null && height !== null && mediaType === "image/bmp";
  return { isImage: true, mediaType, size: isReliable ? { width, height } : null };
}

/** Returns the type of a common image format by its magic bytes, or null. */
export function rasterType(head: Uint8Array): string | null {
  if (head.byteLength < 12) return null;
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return "image/jpeg";
  const start = latin1(head, 0, 12);
  if (start.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (/^GIF8[79]a/.test(start)) return "image/gif";
  if (start.startsWith("RIFF") && start.endsWith("WEBP")) return "image/webp";
  return /^ftypavi[fs]$/.test(start.slice(4)) ? "image/avif" : null;
}

function sizeOf(head: Uint8Array, mediaType: string): Probe["size"] {
  try {
    const { width, height, orientation = 1 } = imageSize(head);
    if (!(width > 0 && height > 0) || mayBeTurned(head, mediaType)) return null;
    return orientation >= 5 ? { width: height, height: width } : { width, height };
  } catch {
    // The file is broken or ends before the size. The inspection will say which.
    return null;
  }
}

/** Whether the picture may be displayed with width and height swapped. For JPEG, `imageSize()` handles this itself. */
function mayBeTurned(head: Uint8Array, mediaType: string): boolean {
  if (mediaType === "image/png") return pngChunks(head).some(({ name }) => name === "eXIf");
  if (mediaType === "image/webp") return latin1(head, 12, 16) === "VP8X" && ((head[20] ?? 0) & 8) !== 0;
  return mediaType === "image/avif" && /irot|Exif/.test(latin1(head, 0, head.byteLength));
}
