import type { Answer } from "../egress/client.ts";
import type { JobOptions } from "../schemas.ts";
import type { Probe } from "./probe.ts";
import { cutWords, type Remark } from "../texts.ts";

/** Why an image is not wanted, known before it is downloaded. */
export interface Refusal {
  reason: string;
  detail: Remark;
}

/** Area in pixels: 1x1, 2x2 and strips of up to four. Nobody is meant to see them. */
const TRACKING_PIXELS = 4;
/** Types that no server names by mistake for an image. Others may stand for anything that it does not know. */
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

/** What the answer's head says against it: its type, its length. */
export function refuseByHead({ mediaType, headers }: Pick<Answer, "mediaType" | "headers">, options: JobOptions): Refusal | null {
  if (NO_IMAGE.test(mediaType)) {
    return { reason: "not_an_image", detail: { code: "declared_type", mediaType: cutWords(mediaType) } };
  }
  // "image/*" from a server says nothing.
  const isTold = /^image\/[a-z0-9.+-]+$/.test(mediaType);
  const type = isTold ? refuseType(mediaType, options) : null;
  if (type !== null) return type;
  const length = headers.get("content-length") ?? "";
  return /^\d{1,15}$/.test(length) && !isEncoded(headers) ? refuseBytes(Number(length), options) : null;
}

/** What the first bytes say against an image. */
export function refuseByStart({ isImage, mediaType, size }: Probe, options: JobOptions): Refusal | null {
  if (!isImage) return { reason: "not_an_image", detail: { code: "actual_type", mediaType } };
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

/** What a number of decoded bytes says against an image. */
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
