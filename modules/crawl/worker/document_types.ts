import type { TextKind } from "./charset.ts";
import type { DocumentKind } from "../schemas.ts";

export interface DocumentType {
  accept: string;
  /** The most bytes that are read, after decompression. */
  maxBytes: number;
  text: TextKind;
  /** The media types that servers send for it. */
  types: RegExp;
  /** Root elements by which it is recognised whatever its media type is. */
  roots: readonly string[];
  /** The reason for rejecting an answer that is something else. */
  refusal: string;
  /** What was expected, for the sentence that explains the rejection. */
  name: string;
}

const MEBIBYTE = 1_024 * 1_024;
/** The media types that servers send for files of unknown type, and often for known ones. */
const UNKNOWN_TYPES = "|text/plain|application/octet-stream|binary/octet-stream";
const XML = "(application|text)/(xml|[a-z0-9.-]+\\+xml)";

export const DOCUMENTS: Record<DocumentKind, DocumentType> = {
  style: {
    accept: "text/css,*/*;q=0.1",
    maxBytes: 10 * MEBIBYTE,
    text: "css",
    types: anyOf(`text/css${UNKNOWN_TYPES}`),
    roots: [],
    refusal: "not_a_stylesheet",
    name: "a style sheet (text/css)",
  },
  script: {
    accept: "*/*",
    maxBytes: 10 * MEBIBYTE,
    text: "script",
    // HTML Standard, "JavaScript MIME type".
    types: anyOf(`(application|text)/(x-)?(java|ecma|live|j)script[\\d.]*${UNKNOWN_TYPES}`),
    roots: [],
    refusal: "not_a_script",
    name: "a script (text/javascript)",
  },
  manifest: {
    accept: "application/manifest+json,application/json;q=0.9,*/*;q=0.1",
    maxBytes: 10 * MEBIBYTE,
    text: "json",
    types: anyOf(`(application|text)/([a-z0-9.-]+\\+)?json|application/x-web-app-manifest\\+json${UNKNOWN_TYPES}`),
    roots: [],
    refusal: "not_a_manifest",
    name: "a web app manifest (application/manifest+json)",
  },
  feed: {
    accept: "application/rss+xml,application/atom+xml,application/feed+json;q=0.9,application/xml;q=0.9,*/*;q=0.1",
    maxBytes: 10 * MEBIBYTE,
    text: "xml",
    types: anyOf(`${XML}|application/(feed\\+)?json${UNKNOWN_TYPES}`),
    roots: ["rss", "feed", "rdf"],
    refusal: "not_a_feed",
    name: "a feed (RSS, Atom or JSON Feed)",
  },
  sitemap: {
    accept: "application/xml,text/xml;q=0.9,text/plain;q=0.8,*/*;q=0.1",
    // sitemaps.org, "Sitemap file requirements": 50 MB uncompressed.
    maxBytes: 50 * MEBIBYTE,
    text: "xml",
    types: anyOf(`${XML}|application/(x-)?gzip${UNKNOWN_TYPES}`),
    roots: ["urlset", "sitemapindex", "rss", "feed"],
    refusal: "not_a_sitemap",
    name: "a sitemap (XML or text)",
  },
};

function anyOf(types: string): RegExp {
  return new RegExp(`^(${types.replaceAll("/", "\\/")})?$`);
}
