import type { DiscoverContext } from "../crawler.ts";
import type { DocumentKind } from "../schemas.ts";
import { xmlRoot } from "./xml_root.ts";
import { readFeed } from "./feed.ts";
import { LINKS_PER_DOCUMENT, noReferences, type References } from "./references.ts";
import { finish } from "./finish.ts";
import { readManifest } from "./manifest.ts";
import { addProgram, imagesOfProgram } from "./program.ts";
import { readSitemap } from "./sitemap.ts";
import { addCss } from "./style_sheet.ts";

/** `page` is the page that refers to the document. */
type Read = (text: string, references: References, base: string, page: string) => void;

const READERS: Record<DocumentKind, Read> = {
  style: (text, references, base) => addCss(references, text, { base, reference: "css" }),
  script: (text, references, program, page) => addProgram(references, imagesOfProgram(text), { page, program }),
  manifest: readManifest,
  feed: readFeed,
  sitemap: (text, references, base) => isFeed(text) ? readFeed(text, references, base) : readSitemap(text, references, base),
};

/**
 * Reports the references of a style sheet, script, web app manifest, feed or sitemap. A malformed document is read as far as
 * possible, and nothing is thrown. X-Robots-Tag is not read here, because it is obeyed for pages and for images only.
 */
export function discoverDocument(
  kind: DocumentKind,
  text: string,
  { url, page, encoding, options, found, inline }: DiscoverContext & {
    url: string;
    page?: string | null | undefined;
    encoding?: string | undefined;
  },
): void {
  const references = noReferences(LINKS_PER_DOCUMENT);
  // The addresses in style sheets and scripts are those of pages. Those of feeds and sitemaps are UTF-8 by their standards.
  if (kind === "style" || kind === "script") references.encoding = () => encoding;
  READERS[kind](text, references, url, page ?? url);
  const { candidates, respectRobots } = options;
  const all = finish(references, { candidates, respectRobots });
  for (const link of all.links) found(link);
  for (const image of all.inline) inline(image);
}

/** Returns the references of a style sheet as `discoverDocument()` reports them. */
export function discoverCss(text: string, url: string): ReturnType<typeof finish> {
  const references = noReferences();
  addCss(references, text, { base: url, reference: "css" });
  return finish(references, { candidates: "largest", respectRobots: false });
}

/** Whether a sitemap is a feed, which it may be (sitemaps.org, "Other sitemap formats"). */
function isFeed(text: string): boolean {
  return ["rss", "feed", "rdf"].includes(xmlRoot(text.slice(0, 16_384)) ?? "");
}
