import type { TextKind } from "./charset.ts";
import type { DocumentKind } from "../schemas.ts";
import { isUnknown } from "./media_types.ts";
import { isFeed, isSitemap, looksLikeHtml, textOf } from "./sniff.ts";

export interface DocumentType {
  accept: string;
  /** The most bytes that are read, after decompression. */
  maxBytes: number;
  text: TextKind;
  /** The media types that servers send for it. Types that say nothing about the content are taken besides. */
  types: RegExp;
  /** Whether an answer of another type is one by its first bytes. */
  isOne(head: Uint8Array, mediaType: string): boolean;
  /** The reason for rejecting an answer that is something else. */
  refusal: string;
  /** What was expected, for the sentence that explains the rejection. */
  name: string;
}

const MEBIBYTE = 1_024 * 1_024;
const XML = "(application|text)/(xml|[a-z0-9.-]+\\+xml)";

export const DOCUMENTS: Record<DocumentKind, DocumentType> = {
  style: {
    accept: "text/css,*/*;q=0.1",
    maxBytes: 10 * MEBIBYTE,
    text: "css",
    types: anyOf("(text|application)/(x-)?css|application/x-pointplus"),
    // HTML Standard, "link type stylesheet": on old pages browsers take any type.
    isOne: (head, mediaType) => mediaType.startsWith("text/") && !looksLikeHtml(head),
    refusal: "not_a_stylesheet",
    name: "a style sheet (text/css)",
  },
  script: {
    accept: "*/*",
    maxBytes: 10 * MEBIBYTE,
    text: "script",
    // HTML Standard, "JavaScript MIME type".
    types: anyOf(`(application|text)/(x-)?(java|ecma|live|j)script[\\d.]*`),
    // Fetch Standard, "should response to request be blocked due to its MIME type": browsers run programs of all other types.
    isOne: (head, mediaType) => !/^(?:image|audio|video)\/|^text\/csv$/.test(mediaType) && !looksLikeHtml(head),
    refusal: "not_a_script",
    name: "a script (text/javascript)",
  },
  manifest: {
    accept: "application/manifest+json,application/json;q=0.9,*/*;q=0.1",
    maxBytes: 10 * MEBIBYTE,
    text: "json",
    types: anyOf(`(application|text)/([a-z0-9.-]+\\+)?json|application/x-web-app-manifest\\+json`),
    isOne: (head) => /^[\ufeff\s]*\{/.test(textOf(head)),
    refusal: "not_a_manifest",
    name: "a web app manifest (application/manifest+json)",
  },
  feed: {
    accept: "application/rss+xml,application/atom+xml,application/feed+json;q=0.9,application/xml;q=0.9,*/*;q=0.1",
    maxBytes: 10 * MEBIBYTE,
    text: "xml",
    types: anyOf(`${XML}|application/(feed\\+)?json`),
    isOne: isFeed,
    refusal: "not_a_feed",
    name: "a feed (RSS, Atom or JSON Feed)",
  },
  sitemap: {
    accept: "application/xml,text/xml;q=0.9,text/plain;q=0.8,*/*;q=0.1",
    // sitemaps.org, "Sitemap file requirements": 50 MB uncompressed.
    maxBytes: 50 * MEBIBYTE,
    text: "xml",
    types: anyOf(`${XML}|application/(x-)?gzip`),
    isOne: (head) => isFeed(head) || isSitemap(head) || /^[\ufeff\s]*https?:\/\//i.test(textOf(head)),
    refusal: "not_a_sitemap",
    name: "a sitemap (XML or text)",
  },
};

/** Whether a media type is one that servers send for such a document, or says nothing. */
export function isExpected({ types }: DocumentType, mediaType: string): boolean {
  return types.test(mediaType) || isUnknown(mediaType) || mediaType === "text/plain";
}

function anyOf(types: string): RegExp {
  return new RegExp(`^(${types.replaceAll("/", "\\/")})?$`);
}
