import { LARGEST } from "./messages.ts";

// Headers of formats that are stored undecoded. Their magic bytes are only two letters, so the header must be plausible too.

export interface Dimensions {
  width: number | null;
  height: number | null;
}

/** The lengths in bytes that the header after the file header can have: core, OS/2 and the Windows versions. */
const BITMAP_HEADERS = new Set([12, 16, 40, 52, 56, 64, 108, 124]);

export function looksLikeBitmap(bytes: Uint8Array): boolean {
  return bytes.length >= 26 && BITMAP_HEADERS.has(view(bytes).getUint32(14, true));
}

export function looksLikeIcon(bytes: Uint8Array): boolean {
  if (bytes.length < 22) return false;
  const count = view(bytes).getUint16(4, true);
  return count > 0 && count <= 256 && bytes[9] === 0;
}

export function undecodedDimensions(mediaType: string, bytes: Uint8Array): Dimensions {
  if (mediaType === "image/bmp") return bitmapDimensions(view(bytes));
  if (mediaType === "image/x-icon") return iconDimensions(bytes);
  return { width: null, height: null };
}

function bitmapDimensions(header: DataView): Dimensions {
  const core = header.getUint32(14, true) === 12;
  const width = core ? header.getUint16(18, true) : header.getInt32(18, true);
  const height = core ? header.getUint16(20, true) : Math.abs(header.getInt32(22, true));
  // A negative height means that rows run from the top. The least 32-bit integer has no positive counterpart.
  return { width: width > 0 ? width : null, height: height > 0 && height <= LARGEST ? height : null };
}

/** Returns the dimensions of the largest picture in an icon file. 0 stands for 256. */
function iconDimensions(bytes: Uint8Array): Dimensions {
  const count = view(bytes).getUint16(4, true);
  let largest = { width: 0, height: 0 };
  for (let entry = 6; entry < 6 + count * 16 && entry + 16 <= bytes.length; entry += 16) {
    const size = { width: bytes[entry] || 256, height: bytes[entry + 1] || 256 };
    if (size.width * size.height > largest.width * largest.height) largest = size;
  }
  return { width: largest.width || null, height: largest.height || null };
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
