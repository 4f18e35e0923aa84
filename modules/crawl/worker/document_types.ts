import type { TextKind } from "./charset.ts";
import type { DocumentKind } from "../schemas.ts";

export interface DocumentType {
  accept: string;
  /** Decoded bytes. */
  maxBytes: number;
  text: TextKind;
  /** The media types that servers send it as. */
  types: RegExp;
  /** Root elements that make one of it whatever its media type is. */
  roots: readonly string[];
  /** The reason of one that is something else, and what it is to be. */
  refusal: string;
  name: string;
}

const MEBIBYTE = 1_024 * 1_024;
/** What servers send when they know no type, and many do. */
const UNTOLD = "|text/plain|application/octet-stream|binary/octet-stream";
const XML = "(application|text)/(xml|[a-z0-9.-]+\\+xml)";

export const DOCUMENTS: Record<DocumentKind, DocumentType> = {
  style: {
    accept: "text/css,*/*;q=0.1",
    maxBytes: 10 * MEBIBYTE,
    text: "css",
    types: anyOf(`text/css${UNTOLD}`),
    roots: [],
    refusal: "not_a_stylesheet",
    name: "a style sheet (text/css)",
  },
  script: {
    accept: "*/*",
    maxBytes: 10 * MEBIBYTE,
    text: "script",
    // HTML Standard, "JavaScript MIME type".
    types: anyOf(`(application|text)/(x-)?(java|ecma|live|j)script[\\d.]*${UNTOLD}`),
    roots: [],
    refusal: "not_a_script",
    name: "a script (text/javascript)",
  },
  manifest: {
    accept: "application/manifest+json,application/json;q=0.9,*/*;q=0.1",
    maxBytes: 10 * MEBIBYTE,
    text: "json",
    types: anyOf(`(application|text)/([a-z0-9.-]+\\+)?json|application/x-web-app-manifest\\+json${UNTOLD}`),
    roots: [],
    refusal: "not_a_manifest",
    name: "a web app manifest (application/manifest+json)",
  },
  feed: {
    accept: "application/rss+xml,application/atom+xml,application/feed+json;q=0.9,application/xml;q=0.9,*/*;q=0.1",
    maxBytes: 10 * MEBIBYTE,
    text: "xml",
    types: anyOf(`${XML}|application/(feed\\+)?json${UNTOLD}`),
    roots: ["rss", "feed", "rdf"],
    refusal: "not_a_feed",
    name: "a feed (RSS, Atom or JSON Feed)",
  },
  sitemap: {
    accept: "application/xml,text/xml;q=0.9,text/plain;q=0.8,*/*;q=0.1",
    // sitemaps.org, "Sitemap file requirements": 50 MB, uncompressed.
    maxBytes: 50 * MEBIBYTE,
    text: "xml",
    types: anyOf(`${XML}|application/(x-)?gzip${UNTOLD}`),
    roots: ["urlset", "sitemapindex", "rss", "feed"],
    refusal: "not_a_sitemap",
    name: "a sitemap (XML or text)",
  },
};

function anyOf(types: string): RegExp {
  return new RegExp(`^(${types.replaceAll("/", "\\/")})?$`);
}
