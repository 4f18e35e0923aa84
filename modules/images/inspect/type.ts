import { fileTypeFromBuffer } from "file-type";
import { looksLikeBitmap, looksLikeIcon } from "./undecoded.ts";

/** The type of a file by its first bytes. What a server claims is not considered. */
export interface DetectedType {
  handling: "raster" | "svg" | "undecoded" | "none";
  mediaType: string;
  extension: string;
}

/** The bytes that the detector gets. Magic bytes are at the front, and a hostile archive could make it read everything. */
const HEAD_BYTES = 64 * 1024;
const RASTER = new Set(["image/jpeg", "image/png", "image/apng", "image/webp", "image/gif", "image/avif"]);
/** Types whose magic bytes are too short to be believed alone, with a further check. */
const CHECKS: Record<string, (bytes: Uint8Array) => boolean> = { "image/bmp": looksLikeBitmap, "image/x-icon": looksLikeIcon };

export async function detectType(bytes: Uint8Array<ArrayBuffer>): Promise<DetectedType> {
  const head = bytes.subarray(0, HEAD_BYTES);
  const magic = await magicOf(head);
  if (magic?.mime.startsWith("image/") && (CHECKS[magic.mime]?.(head) ?? true)) {
    const handling = RASTER.has(magic.mime) ? "raster" : "undecoded";
    return { handling, mediaType: magic.mime, extension: extensionOf(magic.mime, magic.ext) };
  }
  const text = textOf(head);
  if (text !== null && isSvg(text)) return { handling: "svg", mediaType: "image/svg+xml", extension: "svg" };
  return { handling: "none", mediaType: otherType(magic?.mime, text), extension: "bin" };
}

interface Magic {
  mime: string;
  ext: string;
}

async function magicOf(head: Uint8Array<ArrayBuffer>): Promise<Magic | undefined> {
  try {
    return commonMagic(head) ?? await fileTypeFromBuffer(head);
  } catch {
    // Bytes on which the detector fails are of an unknown type.
    return undefined;
  }
}

/** Recognises the most common types without the general detector: JPEG (except JPEG-LS), and PNG without an animation. */
function commonMagic(head: Uint8Array): Magic | undefined {
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff && head[3] !== 0xf7) return { mime: "image/jpeg", ext: "jpg" };
  if (!PNG.every((byte, at) => head[at] === byte)) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  for (let at = PNG.length; at + 8 <= head.length; at += 12 + view.getUint32(at)) {
    const chunk = view.getUint32(at + 4);
    if (chunk === ACTL) return undefined;
    if (chunk === IDAT) return { mime: "image/png", ext: "png" };
  }
  return undefined;
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const ACTL = 0x6163544c;
const IDAT = 0x49444154;

function extensionOf(mime: string, extension: string): string {
  if (mime === "image/apng") return "png";
  return /^[a-z0-9]{2,5}$/.test(extension) ? extension : "img";
}

/** Returns the head as text, or null if it holds bytes that no text has. */
function textOf(head: Uint8Array<ArrayBuffer>): string | null {
  const [first, second] = head;
  const encoding = first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  const text = new TextDecoder(encoding).decode(head);
  // deno-lint-ignore no-control-regex
  return /[\x00-\x08\x0e-\x1a]/.test(text) ? null : text.trimStart();
}

/** Whether the root element is `svg`. An XML declaration, comments and a document type may stand before it. */
function isSvg(text: string): boolean {
  let rest = text;
  for (let part = 0; part < 100; part++) {
    const skipped = rest.replace(/^(<\?[^>]*\?>|<!--[\s\S]*?-->|<!DOCTYPE[^>[]*(\[[^\]]*\])?\s*>)\s*/i, "");
    if (skipped.length === rest.length) break;
    rest = skipped;
  }
  return /^<([\w-]+:)?svg[\s>/]/.test(rest);
}

/** Returns the type of a file that is no image, for a message. If the magic bytes say XML or an image, the text says more. */
function otherType(mime: string | undefined, text: string | null): string {
  if (mime && mime !== "application/xml" && !mime.startsWith("image/")) return mime;
  return textType(text) ?? "application/octet-stream";
}

function textType(text: string | null): string | null {
  if (text === null) return null;
  if (text === "") return "nothing but white space";
  if (/^<(!doctype html|html|head|body|script|title|meta)\b/i.test(text) || /<(html|body)[\s>]/i.test(text)) return "text/html";
  if (/^<\?xml|^<[a-z]/i.test(text)) return "text/xml";
  if (/^[{[]/.test(text)) return "application/json";
  return text.includes("\ufffd") ? null : "text/plain";
}
