import { namesImage } from "../rules/scope.ts";
import { resolveAddress } from "../rules/address.ts";
import { add, addImage, type Gathered, type Group, isFull, newGroup, type Own, type References } from "./references.ts";
import { type Fragment, openFragment, readFragment } from "./html.ts";
import { readJsonFeed } from "./json_feed.ts";
import { type Bases, createBases } from "./xml_base.ts";
import { walkXml, type XmlElement } from "./xml.ts";

const ITEMS = ["item", "entry"];
/** Elements of RSS, Atom and common extensions whose text is HTML. */
const HTML = ["description", "encoded", "content", "summary", "fulltext", "body"];
/** Relations between the parts of a feed (RFC 5005). */
const PAGING = ["next", "previous", "prev", "first", "last", "prev-archive", "next-archive", "current"];

interface Reading {
  references: References;
  /** The address that the references of the element are relative to, which is read at present. */
  base: string;
  bases: Bases;
  /** XHTML in an item, which is read like a page, and the element that holds it. */
  xhtml: { root: XmlElement; fragment: Fragment } | null;
  title: Gathered | undefined;
  media: Group | null;
  credit: Own;
}

/**
 * Reads a feed for its images and for the pages of its items: RSS 0.9x, 1.0 and 2.0, Atom (RFC 4287), Media RSS, the iTunes
 * extension, and JSON Feed. HTML in a feed is read like the HTML of a page.
 */
export function readFeed(text: string, references: References, base: string): void {
  if (/^[\ufeff\s]*\{/.test(text.slice(0, 1_000))) return readJsonFeed(text, references, base);
  const reading: Reading = { references, base, bases: createBases(base), xhtml: null, title: undefined, media: null, credit: {} };
  walkXml(text, {
    opened: (element) => {
      reading.base = reading.bases.of(element);
      if (reading.xhtml === null) return openElement(reading, element);
      reading.xhtml.fragment.page.base = reading.base;
      reading.xhtml.fragment.opened(element.name, element.attributes);
    },
    closed: (element) => {
      reading.base = reading.bases.of(element);
      if (reading.xhtml === null) closeElement(reading, element);
      else closeXhtml(reading, reading.xhtml, element);
      return !isFull(references);
    },
  });
}

function openElement(reading: Reading, element: XmlElement): void {
  const { name, prefix, parent, attributes } = element;
  if (HTML.includes(name) && attributes["type"]?.trim().toLowerCase() === "xhtml") {
    const { references, base, title } = reading;
    reading.xhtml = { root: element, fragment: openFragment(references, base, { heading: title }) };
  }
  if (ITEMS.includes(name)) {
    reading.title = { text: "", clean: null };
    reading.credit = {};
  }
  if (name === "group" && prefix === "media") reading.media = newGroup(reading.references);
  if (name === "content" && prefix === "media" && parent?.name !== "group") reading.credit = {};
}

function closeElement(reading: Reading, element: XmlElement): void {
  const { name, prefix, text, attributes, parent } = element;
  if (name === "title") takeTitle(reading, element);
  else if (prefix === "media") closeMedia(reading, element);
  else if (name === "group") reading.media = null;
  else if (name === "enclosure") addTyped(reading, attributes["url"], attributes["type"], "enclosure");
  else if (name === "link") closeLink(reading, element);
  else if (name === "image" && attributes["href"]) addPicture(reading, attributes["href"], "feed-image");
  else if (name === "url" && parent?.name === "image") addPicture(reading, text, "feed-image");
  else if (name === "image" && /^\s*(?:https?:\/)?\//i.test(text)) addPicture(reading, text, "feed-image");
  else if ((name === "logo" || name === "icon") && parent?.name === "feed") addPicture(reading, text, "feed-image");
  else if (HTML.includes(name)) readHtml(reading, element);
}

function closeXhtml(reading: Reading, { root, fragment }: NonNullable<Reading["xhtml"]>, element: XmlElement): void {
  fragment.text(element.text);
  if (element !== root) return fragment.closed(element.name, false);
  fragment.end();
  reading.xhtml = null;
}

function takeTitle({ references, title }: Reading, { text, prefix, parent }: XmlElement): void {
  if (prefix !== "" || parent === null) return;
  if (ITEMS.includes(parent.name)) {
    if (title) title.text = text.slice(0, 4_000);
  } else if (parent.name === "channel" || parent.name === "feed") {
    references.pageTitle ??= { text: text.slice(0, 4_000), clean: null };
  }
}

function closeMedia(reading: Reading, { name, text, attributes }: XmlElement): void {
  const { credit } = reading;
  if (name === "credit") credit.creator = text;
  if (name === "description" || name === "text") credit.caption = text.replace(/<[^>]{0,1000}>/g, " ");
  if (name === "title") credit.title = text;
  if (name === "license") credit.licence = attributes["href"] ?? text;
  if (name === "keywords") credit.keywords = text.split(",").slice(0, 50);
  if (name === "group") reading.media = null;
  const isImage = attributes["medium"] === "image" || /^image\//i.test(attributes["type"] ?? "");
  if (name === "thumbnail") addPicture(reading, attributes["url"], "media-thumbnail");
  if (name !== "content") return;
  if (isImage) addMedia(reading, attributes);
  else if (!attributes["type"] && !attributes["medium"]) addTyped(reading, attributes["url"], undefined, "media");
}

function addMedia({ references, base, media, credit, title }: Reading, { url, width }: Record<string, string>): void {
  const group = media ?? newGroup(references);
  const pixels = /^\d{1,5}$/.test(width ?? "") ? Number(width) : undefined;
  const descriptor = pixels ? { descriptor: `${pixels}w` } : {};
  addImage(references, { base, raw: url, reference: "media" }, {
    group,
    size: { width: pixels },
    own: credit,
    around: { heading: title },
    ...descriptor,
  });
}

/** Adds a file of an item if it is an image by its type, or by its ending if it has no type. */
function addTyped(reading: Reading, raw: string | undefined, type: string | undefined, reference: string): void {
  const url = resolveAddress(raw, reading.base);
  if (url === null) return;
  if (type ? /^\s*image\//i.test(type) : namesImage(url)) addPicture(reading, raw, reference);
}

function closeLink(reading: Reading, { text, attributes, parent, prefix }: XmlElement): void {
  const { href, type } = attributes;
  const rel = (attributes["rel"] ?? "alternate").trim().toLowerCase();
  if (PAGING.includes(rel) && parent !== null && ["feed", "channel"].includes(parent.name)) return addFeed(reading, href);
  if (rel === "enclosure") return addTyped(reading, href, type, "enclosure");
  if (parent === null || !ITEMS.includes(parent.name) || prefix !== "" || rel !== "alternate") return;
  const url = resolveAddress((href ?? text).trim(), reading.base);
  if (url === null || (href ?? text).trim() === "") return;
  add(reading.references, { url, kind: "page", reference: "feed", around: { linkText: reading.title }, own: {} });
}

/** Adds another part of this feed (RFC 5005). */
function addFeed({ references, base }: Reading, href: string | undefined): void {
  const url = href?.trim() ? resolveAddress(href, base) : null;
  if (url !== null) add(references, { url, kind: "feed", reference: "feed", around: {}, own: {} });
}

function addPicture({ references, base, title }: Reading, raw: string | undefined, reference: string): void {
  addImage(references, { base, raw: raw?.trim(), reference }, { around: { heading: title }, group: newGroup(references) });
}

function readHtml({ references, base, title }: Reading, { text, attributes }: XmlElement): void {
  const source = attributes["src"];
  if (source && /^image\//i.test(attributes["type"] ?? "")) addImage(references, { base, raw: source, reference: "feed-image" });
  if (!/<[a-z]/i.test(text)) return;
  readFragment(text, references, base, { heading: title });
}
