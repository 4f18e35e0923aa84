import { Buffer } from "node:buffer";
import { imageSize } from "image-size";
import { pngChunks } from "../../images/inspect/png_chunks.ts";
import { undecodedDimensions } from "../../images/inspect/undecoded.ts";

/** What the first bytes of an answer say. */
export interface Probe {
  isImage: boolean;
  /** By magic bytes; what it is instead, where it is no image. */
  mediaType: string;
  /** Pixels as displayed; null where these bytes do not tell. */
  size: { width: number; height: number } | null;
}

export const PROBE_BYTES = 64 * 1_024;

const latin1 = (bytes: Uint8Array, from: number, to: number) =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("latin1");

/**
 * Looks at the first bytes of an image. The usual formats are told by their magic and measured by their header; all others are left
 * to the inspection's own detector. Bytes that end too early for a verdict make a probe without a size, or of no image.
 */
export async function probeImage(head: Uint8Array): Promise<Probe> {
  const raster = rasterType(head);
  if (raster !== null) return { isImage: true, mediaType: raster, size: sizeOf(head, raster) };
  // It knows a hundred formats and takes 65 ms to load, which a job of the usual ones does not wait for.
  const { detectType } = await import("../../images/inspect/type.ts");
  const copy = new Uint8Array(head.subarray(0, PROBE_BYTES));
  const { handling, mediaType } = await detectType(copy);
  if (handling !== "undecoded") return { isImage: handling !== "none", mediaType, size: null };
  const { width, height } = undecodedDimensions(mediaType, copy);
  // An icon file holds several pictures, and what its directory says of them is seldom true.
  const isTold = width !== null && height !== null && mediaType === "image/bmp";
  return { isImage: true, mediaType, size: isTold ? { width, height } : null };
}

/** The formats that nearly all images have, by their magic bytes; null for every other one. */
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
    // Cut off before the size, or broken: the inspection will say.
    return null;
  }
}

/** Whether the picture may be displayed with its sides changed; of JPEG the reader of sizes says so itself. */
function mayBeTurned(head: Uint8Array, mediaType: string): boolean {
  if (mediaType === "image/png") return pngChunks(head).some(({ name }) => name === "eXIf");
  if (mediaType === "image/webp") return latin1(head, 12, 16) === "VP8X" && ((head[20] ?? 0) & 8) !== 0;
  return mediaType === "image/avif" && /irot|Exif/.test(latin1(head, 0, head.byteLength));
}
