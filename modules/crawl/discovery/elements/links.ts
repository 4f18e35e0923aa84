import { formatDescriptor, ORIGINAL_RANK } from "../candidates.ts";
import { IMAGE_PROPERTY } from "./microdata.ts";
import { newGroup } from "../references.ts";
import { type Attributes, documentLink, gathered, image, link, type PageState } from "../page_state.ts";
import { namesImage } from "../../rules/scope.ts";
import { resolveAddress } from "../../rules/address.ts";
import { programOf, readHandler } from "./ways.ts";
import { looksLikePage } from "../page_address.ts";
import { parseSrcset } from "../srcset.ts";

const ICONS = [
  "icon",
  "apple-touch-icon",
  "apple-touch-icon-precomposed",
  "apple-touch-startup-image",
  "mask-icon",
  "fluid-icon",
  "image_src",
];
/** Relations to other pages of the site (HTML Standard, 4.6.7, RFC 8288 and HTML 4, 6.12). */
const WAYS = [
  ...["next", "prev", "previous", "first", "last", "start", "begin", "end", "up", "top", "home"],
  ...["contents", "toc", "index", "chapter", "section", "subsection", "appendix", "archives", "collection", "item"],
  ...["canonical", "alternate", "amphtml", "prerender", "prefetch"],
];
const PAGE_TYPES = /^\s*(?:text\/html|application\/xhtml\+xml|$)/i;
const FEED_TYPES = /^\s*application\/(?:rss|atom|rdf)\+xml|^\s*application\/feed\+json/i;

/** Begins a link, whose text and pictures are gathered until `closeAnchor()`. Links do not nest, so an open one is closed first. */
export function openAnchor(page: PageState, attributes: Attributes): void {
  closeAnchor(page);
  const text = gathered();
  page.around = { ...page.around, linkText: text };
  const href = attributes.href ?? attributes["xlink:href"];
  const own = { title: attributes.title ?? attributes["aria-label"] };
  const program = programOf(href);
  if (program !== null) readHandler(page, program, own);
  const draft = program === null ? link(page, href, "a", { own }) : null;
  if (draft?.kind === "page" && IMAGE_PROPERTY.test(attributes.itemprop ?? "")) {
    draft.kind = "image";
    draft.reference = "itemprop";
  }
  page.anchor = { link: draft?.kind === "image" ? draft : null, pictures: new Set(), text };
}

/** Closes a link. If it leads to an image and holds exactly one picture, the image is that picture's original. */
export function closeAnchor(page: PageState): void {
  const { anchor } = page;
  if (anchor === null) return;
  page.anchor = null;
  page.around = { ...page.around, linkText: undefined };
  const [picture] = anchor.pictures;
  if (anchor.link === null || picture === undefined || anchor.pictures.size > 1) return;
  anchor.link.group = picture;
  anchor.link.rank = ORIGINAL_RANK;
  anchor.link.descriptor = "original";
}

/** Reads a `link` by each of its relations: icons, style sheets, preloads, feeds, manifests and sitemaps. */
export function openLink(page: PageState, attributes: Attributes): void {
  const { rel = "", href, type = "", itemprop } = attributes;
  const relations = rel.toLowerCase().split(/[\t\n\f\r ]+/).slice(0, 20);
  const icon = ICONS.find((name) => relations.includes(name));
  if (icon !== undefined) image(page, href, icon);
  if (itemprop !== undefined && IMAGE_PROPERTY.test(itemprop)) image(page, href, "itemprop");
  if (relations.includes("stylesheet") && /^\s*(?:text\/css\s*(?:;|$)|$)/i.test(type)) {
    documentLink(page, href, "style", "stylesheet");
  } else if (relations.includes("alternate") && FEED_TYPES.test(type)) {
    documentLink(page, href, "feed", "feed");
  }
  if (relations.includes("modulepreload")) documentLink(page, href, "script", "modulepreload");
  if (relations.includes("manifest")) documentLink(page, href, "manifest", "manifest");
  if (relations.includes("sitemap")) documentLink(page, href, "sitemap", "sitemap");
  const way = WAYS.find((name) => relations.includes(name));
  if (way !== undefined && isPage(way, relations, attributes)) link(page, href, way);
  if (relations.includes("preload") || relations.includes("prefetch")) openPreload(page, attributes, relations);
}

/** Whether a relation leads to a page: an alternate may be a style sheet or a feed, and a prefetch a file of any kind. */
function isPage(way: string, relations: string[], { type = "", as = "", href = "" }: Attributes): boolean {
  if (/^\s*(?:#|$)/.test(href)) return false;
  if (!PAGE_TYPES.test(type) || relations.includes("stylesheet")) return false;
  if (way !== "prefetch") return true;
  return as.trim() === "" ? looksLikePage(href.trim()) : as.trim().toLowerCase() === "document";
}

function openPreload(page: PageState, attributes: Attributes, relations: string[]): void {
  const { href, imagesrcset } = attributes;
  const as = (attributes.as ?? "").trim().toLowerCase();
  const reference = relations.includes("preload") ? "preload" : "prefetch";
  if (as === "style" || as === "script") return documentLink(page, href, as, reference);
  if (as !== "image") {
    const url = as === "" && reference === "prefetch" ? resolveAddress(href, page.base) : null;
    if (url !== null && namesImage(url)) image(page, href, reference);
    return;
  }
  const group = newGroup(page.references);
  const candidates = parseSrcset(imagesrcset ?? "");
  image(page, href, reference, { group, size: {} });
  for (const candidate of candidates) {
    image(page, candidate.url, "imagesrcset", { group, size: candidate, descriptor: formatDescriptor(candidate) });
  }
}

export function openBase(page: PageState, { href }: Attributes, resolve: (href: string) => string | null): void {
  // The first base with an href counts, even if the href is not valid (HTML Standard, 4.2.3).
  if (href === undefined || page.based) return;
  page.based = true;
  page.base = resolve(href) ?? page.base;
}
