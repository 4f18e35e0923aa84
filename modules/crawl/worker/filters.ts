import type { Answer } from "../egress/client.ts";
import type { JobOptions } from "../schemas.ts";
import type { Probe } from "./probe.ts";

/** Why the job's options reject an image. */
export interface Refusal {
  reason: string;
  detail: string;
}

/** The largest area of a tracking pixel, in pixels: 1x1, 2x2 and strips of up to four. */
const TRACKING_PIXELS = 4;
/** Types that no server sends for an image by mistake. Other wrong types are common, so the bytes decide about them. */
const NO_IMAGE =
  /^(video|audio|font)\/|^application\/(json|javascript|pdf|zip|ld\+json|manifest\+json|wasm)$|^text\/(css|javascript|csv)$/;
const OTHER_NAMES: Record<string, string> = {
  "image/jpg": "image/jpeg",
  "image/pjpeg": "image/jpeg",
  "image/x-png": "image/png",
  "image/apng": "image/png",
  "image/vnd.microsoft.icon": "image/x-icon",
  "image/ico": "image/x-icon",
  "image/x-ms-bmp": "image/bmp",
  "image/x-bmp": "image/bmp",
  "image/vnd.mozilla.apng": "image/png",
};

/** Returns why an image is rejected by the type and the length in the answer's headers, or null. */
export function refuseByHead({ mediaType, headers }: Pick<Answer, "mediaType" | "headers">, options: JobOptions): Refusal | null {
  if (NO_IMAGE.test(mediaType)) return { reason: "not_an_image", detail: `The server says that it is ${mediaType}` };
  // Some servers send "image/*", which names no type.
  const isSpecific = /^image\/[a-z0-9.+-]+$/.test(mediaType);
  const type = isSpecific ? refuseType(mediaType, options) : null;
  if (type !== null) return type;
  const length = headers.get("content-length") ?? "";
  return /^\d{1,15}$/.test(length) && !isEncoded(headers) ? refuseBytes(Number(length), options) : null;
}

/** Returns why an image is rejected by its first bytes, or null. */
export function refuseByStart({ isImage, mediaType, size }: Probe, options: JobOptions): Refusal | null {
  if (!isImage) return { reason: "not_an_image", detail: `By its bytes it is ${mediaType}` };
  const type = refuseType(mediaType, options);
  if (type !== null || size === null) return type;
  const { width, height } = size;
  if (width * height <= TRACKING_PIXELS) {
    return { reason: "tracking_pixel", detail: `${width}x${height} pixels: nothing that anybody is meant to see` };
  }
  const { minWidth = 0, minHeight = 0 } = options;
  if (width >= minWidth && height >= minHeight) return null;
  return { reason: "too_small", detail: `${width}x${height}, at least ${minWidth}x${minHeight} is asked for` };
}

/** Returns why an image is rejected by its number of bytes after decompression, or null. */
export function refuseBytes(bytes: number, { minBytes = 0, maxImageBytes }: JobOptions): Refusal | null {
  if (bytes > maxImageBytes) return tooLarge(maxImageBytes, `${bytes} bytes`);
  return bytes < minBytes ? { reason: "too_few_bytes", detail: `${bytes} bytes, at least ${minBytes} are asked for` } : null;
}

export function tooLarge(maxImageBytes: number, size = `More than ${maxImageBytes} bytes`): Refusal {
  return { reason: "too_large", detail: `${size}, at most ${maxImageBytes} are asked for` };
}

function refuseType(mediaType: string, { mediaTypes }: JobOptions): Refusal | null {
  const type = nameOf(mediaType);
  const isWanted = mediaTypes.length === 0 || mediaTypes.some((pattern) => pattern === "image/*" || nameOf(pattern) === type);
  return isWanted ? null : { reason: "media_type", detail: `${mediaType}, asked for is ${mediaTypes.join(", ")}`.slice(0, 500) };
}

function nameOf(mediaType: string): string {
  return OTHER_NAMES[mediaType] ?? mediaType;
}

function isEncoded(headers: Headers): boolean {
  return !/^(identity)?$/i.test(headers.get("content-encoding") ?? "");
}
