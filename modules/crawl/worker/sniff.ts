import { Buffer } from "node:buffer";
import { rootOf, xmlRoot } from "../discovery/xml_root.ts";
import { isHtml, isUnknown, isXml } from "./media_types.ts";
import { probeImage, rasterType } from "./probe.ts";

/** The most bytes in which the root element of XML is looked for. */
export const XML_HEAD_BYTES = 16 * 1_024;
/** MIME Sniffing Standard, 5.2: a browser looks at no more bytes. */
export const HEAD_BYTES = 1_445;
/** By so many bytes the common formats of images are recognised. */
const MAGIC_BYTES = 32;

/** MIME Sniffing Standard, 7.1, and the elements that begin most pages besides. */
const HTML_START =
  /^[\ufeff\s]*<(?:!doctype html|html|head|script|iframe|h[1-6]|div|font|table|a|style|title|b|body|br|p|!--|meta|link|center|img|ul|ol|form|main|section|article|header|nav|frameset|noscript)[\s>/]/i;
/** MIME Sniffing Standard, 3, "binary data byte". */
// deno-lint-ignore no-control-regex -- The standard names control characters.
const BINARY = /[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]/;
const JSON_FEED = /^[\ufeff\s]*\{[^]*jsonfeed\.org\/version/;
const FEEDS = ["rss", "feed", "rdf"];
const SITEMAPS = ["urlset", "sitemapindex"];

/** What an answer to a request for a page is. `null`: none of these. */
export type Sniffed = "page" | "image" | "feed" | "sitemap" | null;

export interface Sniffing {
  mediaType: string;
  head: Uint8Array;
  /** Whether the server asks browsers to look at no bytes (Fetch Standard, "X-Content-Type-Options"). Images are recognised anyway. */
  noSniff: boolean;
}

/**
 * Decides by media type and first bytes what an answer is. A type that names a page, a feed or an image is believed as far as the
 * bytes do not show one of the others; other types are not believed at all.
 */
export async function sniff({ mediaType, head, noSniff }: Sniffing): Promise<Sniffed> {
  if (rasterType(head) !== null) return "image";
  const text = textOf(head);
  const root = xmlRoot(text) ?? "";
  if (isFeed(head) || mediaType === "application/feed+json") return "feed";
  if (isSitemap(head)) return "sitemap";
  if (isHtml(mediaType)) return "page";
  if (isXml(mediaType)) return root === "html" ? "page" : root === "svg" ? "image" : null;
  if ((await probeImage(head)).isImage) return "image";
  if (noSniff) return mediaType === "" ? "page" : null;
  // A text may quote a page from its middle on, so only a text that is a whole page is read as one.
  if (mediaType === "text/plain") return root === "html" ? "page" : null;
  return looksLikeHtml(head) || (mediaType === "" && !BINARY.test(text)) ? "page" : null;
}

/** Whether the bytes begin as RSS, Atom or a JSON Feed does (MIME Sniffing Standard, 7.3, "feed or HTML"). */
export function isFeed(head: Uint8Array): boolean {
  return FEEDS.includes(rootOf(head) ?? "") || JSON_FEED.test(textOf(head));
}

export function isSitemap(head: Uint8Array): boolean {
  return SITEMAPS.includes(rootOf(head) ?? "");
}

/** Whether enough of an answer has arrived for `sniff()`. */
export function isEnough(mediaType: string, head: Uint8Array): boolean {
  if (rasterType(head) !== null || head.byteLength >= (isXml(mediaType) ? XML_HEAD_BYTES : HEAD_BYTES)) return true;
  return head.byteLength >= MAGIC_BYTES && hasRoot(head);
}

/** Whether the name of the root element has arrived to its end: the last byte adds nothing to it. */
export function hasRoot(head: Uint8Array): boolean {
  const root = rootOf(head);
  return root !== null && root === rootOf(head.subarray(0, -1));
}

/** Whether the bytes begin as a page does. */
export function looksLikeHtml(head: Uint8Array): boolean {
  const text = textOf(head);
  return HTML_START.test(text) || xmlRoot(text) === "html";
}

/** Whether an answer that should be an image is a page: its type says so, or names no type while its bytes do. */
export function isPage(mediaType: string, head: Uint8Array): boolean {
  return isHtml(mediaType) || (isUnknown(mediaType) && looksLikeHtml(head));
}

/** Returns the first bytes as text: as UTF-16 if they begin like it, else each byte as one character. */
export function textOf(head: Uint8Array): string {
  const [first, second] = head;
  const isLittle = (first === 0xff && second === 0xfe) || (first === 0x3c && second === 0);
  const isBig = (first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c);
  if (isLittle || isBig) return new TextDecoder(isLittle ? "utf-16le" : "utf-16be").decode(head);
  const from = first === 0xef && second === 0xbb && head[2] === 0xbf ? 3 : 0;
  return Buffer.from(head.buffer, head.byteOffset + from, head.byteLength - from).toString("latin1");
}
