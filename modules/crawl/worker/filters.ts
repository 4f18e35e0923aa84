import type { Answer } from "../egress/client.ts";
import type { JobOptions } from "../schemas.ts";
import type { Probe } from "./probe.ts";
import { cutWords, type Remark } from "../texts.ts";

/** Why the job's options reject an image. */
export interface Refusal {
  reason: string;
  detail: Remark;
}

/** The largest area of a tracking pixel, in pixels: 1x1, 2x2 and strips of up to four. */
const TRACKING_PIXELS = 4;
/** Types that servers hardly ever send for an image, so that few bytes are looked at. */
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
  // Some servers send "image/*", which names no type.
  const isSpecific = /^image\/[a-z0-9.+-]+$/.test(mediaType);
  const type = isSpecific ? refuseType(mediaType, options) : null;
  if (type !== null) return type;
  const length = headers.get("content-length") ?? "";
  return /^\d{1,15}$/.test(length) && !isEncoded(headers) ? refuseBytes(Number(length), options) : null;
}

/** Whether a declared type is one of something else than an image. */
export function isNoImage(declared: string): boolean {
  return NO_IMAGE.test(declared);
}

/** Returns why an image is rejected by its first bytes, or null. */
export function refuseByStart({ isImage, mediaType, size }: Probe, options: JobOptions, declared = ""): Refusal | null {
  if (!isImage) {
    const detail: Remark = isNoImage(declared)
      ? { code: "declared_type", mediaType: cutWords(declared) }
      : { code: "actual_type", mediaType };
    return { reason: "not_an_image", detail };
  }
  const type = refuseType(mediaType, options);
  if (type !== null || size === null) return type;
  const { width, height } = size;
  if (width * height <= TRACKING_PIXELS) {
    return { reason: "tracking_pixel", detail: { code: "unseen_size", width, height } };
  }
  const { minWidth = 0, minHeight = 0 } = options;
  if (width >= minWidth && height >= minHeight) return null;
  return { reason: "too_small", detail: { code: "small_size", width, height, minWidth, minHeight } };
}

/** Returns why an image is rejected by its number of bytes after decompression, or null. */
export function refuseBytes(bytes: number, { minBytes = 0, maxImageBytes }: JobOptions): Refusal | null {
  if (bytes > maxImageBytes) return tooLarge(maxImageBytes, bytes);
  return bytes < minBytes ? { reason: "too_few_bytes", detail: { code: "few_bytes", bytes, least: minBytes } } : null;
}

export function tooLarge(maxImageBytes: number, bytes: number | null = null): Refusal {
  return { reason: "too_large", detail: { code: "many_bytes", bytes, most: maxImageBytes } };
}

function refuseType(mediaType: string, { mediaTypes }: JobOptions): Refusal | null {
  const type = nameOf(mediaType);
  const isWanted = mediaTypes.length === 0 || mediaTypes.some((pattern) => pattern === "image/*" || nameOf(pattern) === type);
  return isWanted ? null : {
    reason: "media_type",
    detail: { code: "unwanted_type", mediaType: cutWords(mediaType), wanted: cutWords(mediaTypes.join(", ")) },
  };
}

function nameOf(mediaType: string): string {
  return OTHER_NAMES[mediaType] ?? mediaType;
}

function isEncoded(headers: Headers): boolean {
  return !/^(identity)?$/i.test(headers.get("content-encoding") ?? "");
}
