import { namesImage } from "../rules/scope.ts";
import { resolveAddress } from "../rules/address.ts";
import { add, addImage, type Gathered, type Group, isFull, newGroup, type Own, type References } from "./references.ts";
import { readFragment } from "./html.ts";
import { readJsonFeed } from "./json_feed.ts";
import { walkXml, type XmlElement } from "./xml.ts";

const ITEMS = ["item", "entry"];
/** Elements of RSS, Atom and common extensions whose text is HTML. */
const HTML = ["description", "encoded", "content", "summary", "fulltext", "body"];

interface Reading {
  references: References;
  base: string;
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
  const reading: Reading = { references, base, title: undefined, media: null, credit: {} };
  walkXml(text, {
    opened: (element) => openElement(reading, element),
    closed: (element) => {
      closeElement(reading, element);
      return !isFull(references);
    },
  });
}

function openElement(reading: Reading, { name, prefix, parent }: XmlElement): void {
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
  const { rel = "alternate", href, type } = attributes;
  if (rel === "enclosure") return addTyped(reading, href, type, "enclosure");
  if (parent === null || !ITEMS.includes(parent.name) || prefix !== "" || rel !== "alternate") return;
  const url = resolveAddress((href ?? text).trim(), reading.base);
  if (url === null || (href ?? text).trim() === "") return;
  add(reading.references, { url, kind: "page", reference: "feed", around: { linkText: reading.title }, own: {} });
}

function addPicture({ references, base, title }: Reading, raw: string | undefined, reference: string): void {
  addImage(references, { base, raw: raw?.trim(), reference }, { around: { heading: title }, group: newGroup(references) });
}

function readHtml({ references, base, title }: Reading, { text, attributes }: XmlElement): void {
  const source = attributes["src"];
  if (source && /^image\//i.test(attributes["type"] ?? "")) addImage(references, { base, raw: source, reference: "feed-image" });
  if (!/<[a-z]/i.test(text)) return;
  readFragment(text, references, resolveAddress(attributes["xml:base"], base) ?? base, { heading: title });
}
