import { thumbHashToAverageRGBA } from "thumbhash";

/** An image's average colour as CSS writes it. */
export function averageColour(thumbhash: string | null): string | null {
  const bytes = bytesOf(thumbhash);
  if (bytes === null) return null;
  const { r, g, b } = thumbHashToAverageRGBA(bytes);
  const part = (value: number) => Math.max(0, Math.min(255, Math.round(value * 255)));
  return `rgb(${part(r)} ${part(g)} ${part(b)})`;
}

/** The 24th bit of a thumbhash says whether the image has an alpha channel in use. */
export function isTransparent(thumbhash: string | null): boolean {
  const bytes = bytesOf(thumbhash);
  return bytes !== null && ((bytes[2] ?? 0) & 0x80) !== 0;
}

function bytesOf(thumbhash: string | null): Uint8Array | null {
  if (thumbhash === null) return null;
  const bytes = Uint8Array.from(atob(thumbhash), (letter) => letter.charCodeAt(0));
  return bytes.length < 5 ? null : bytes;
}
