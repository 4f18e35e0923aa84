import { Buffer } from "node:buffer";

/** The least decoded bytes: a smaller image is an icon, a spacer or a placeholder. */
export const INLINE_BYTES = 1_024;

export interface DataImage {
  mediaType: string;
  bytes: Uint8Array;
}

export function isDataUrl(reference: string): boolean {
  return /^\s*data:/i.test(reference);
}

/** Reads the image in a data: URL (Fetch Standard, 6, "data: URL processor"). Returns null if it is no image, broken or too small. */
export function readDataImage(reference: string): DataImage | null {
  const text = reference.trim();
  // The encoded text is never shorter than the bytes.
  if (text.length < INLINE_BYTES) return null;
  const comma = text.indexOf(",");
  if (comma === -1 || comma > 500) return null;
  const [mediaType = "", ...parameters] = text.slice("data:".length, comma).toLowerCase().split(";").map((part) => part.trim());
  if (!/^image\/[a-z0-9.+-]{1,100}$/.test(mediaType)) return null;
  const bytes = decode(text.slice(comma + 1), parameters.at(-1) === "base64");
  return bytes !== null && bytes.byteLength >= INLINE_BYTES ? { mediaType, bytes } : null;
}

function decode(body: string, base64: boolean): Uint8Array | null {
  const withoutFragment = body.includes("#") ? body.slice(0, body.indexOf("#")) : body;
  const bytes = percentDecoded(withoutFragment);
  return base64 ? new Uint8Array(Buffer.from(Buffer.from(bytes).toString("latin1"), "base64")) : bytes;
}

/** Decodes percent-encoding. A "%" without two hexadecimal digits after it stays (URL Standard, 1.3). */
function percentDecoded(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text.replace(/[\t\n\r]/g, ""));
  if (!text.includes("%")) return bytes;
  let written = 0;
  for (let at = 0; at < bytes.length; at++) {
    const high = bytes[at] === 0x25 ? hexadecimal(bytes[at + 1]) : -1;
    const low = high === -1 ? -1 : hexadecimal(bytes[at + 2]);
    bytes[written++] = low === -1 ? bytes[at] ?? 0 : high * 16 + low;
    if (low !== -1) at += 2;
  }
  return bytes.slice(0, written);
}

function hexadecimal(code: number | undefined): number {
  if (code === undefined) return -1;
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
