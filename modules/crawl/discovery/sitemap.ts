import { IMAGE_ADDRESS } from "../rules/image_ending.ts";
import { resolveAddress } from "../rules/address.ts";
import { add, addImage, type Draft, isFull, type Own, type References } from "./references.ts";
import { walkXml, type XmlElement } from "./xml.ts";

/** The entries of an index and of a list of pages, and what they name. */
const ENTRIES: ReadonlyMap<string, "sitemap" | "page"> = new Map([["sitemap", "sitemap"], ["url", "page"]]);

/**
 * Reads a sitemap (sitemaps.org/protocol.html, with Google's extensions for images and videos). An index names sitemaps; a urlset
 * names pages and their images. A text sitemap has one URL per line.
 */
export function readSitemap(text: string, references: References, base: string): void {
  if (/^[\ufeff\s]*</.test(text.slice(0, 1_000))) readXml(text, references, base);
  else readLines(text, references, base);
}

function readLines(text: string, references: References, base: string): void {
  for (const [line] of text.matchAll(/[^\r\n]+/g)) {
    if (/^[\ufeff\s]*https?:\/\//i.test(line)) addAddress(references, line.replace(/^\ufeff/, "").trim(), base, "page");
    if (isFull(references)) return;
  }
}

function readXml(text: string, references: References, base: string): void {
  let image: { raw: string | undefined; own: Own } = { raw: undefined, own: {} };
  /** The entries that have a `loc`. */
  const named = new WeakSet<XmlElement>();
  walkXml(text, {
    opened: ({ name, prefix, attributes }) => {
      if (name === "image") image = { raw: undefined, own: {} };
      if (name === "link" && prefix !== "" && attributes["rel"] === "alternate") {
        addAddress(references, attributes["href"], base, "page");
      }
    },
    closed: (element) => {
      const parent = element.parent?.name;
      if (parent === "image") takeImageField(image, element);
      else if (element.name === "image") {
        addImage(references, { base, raw: image.raw, reference: "sitemap" }, { own: image.own });
      } else if (element.name === "loc") {
        if (element.parent !== null) named.add(element.parent);
        addLoc(references, element, base);
      } else if (ENTRIES.has(element.name) && !named.has(element)) {
        addUnnamed(references, element, base);
      } else if (element.name === "thumbnail_loc") {
        addImage(references, { base, raw: element.text.trim(), reference: "sitemap" });
      }
      return !isFull(references);
    },
  });
}

/** Adds the address of a `loc`. In an entry of a page, one with another prefix may be that of an image. */
function addLoc(references: References, { text, prefix, parent }: XmlElement, base: string): void {
  const kind = ENTRIES.get(parent?.name ?? "") ?? (parent?.name === "urlset" ? "page" : undefined);
  if (kind === undefined) return;
  const isImage = kind === "page" && prefix !== parent?.prefix && (prefix === "image" || IMAGE_ADDRESS.test(text.trim()));
  if (isImage) addImage(references, { base, raw: text.trim(), reference: "sitemap" });
  else addAddress(references, text.trim(), base, kind);
}

/** Adds the address of an entry without a `loc`, which some generators write as its text or as an attribute. */
function addUnnamed(references: References, { name, text, attributes }: XmlElement, base: string): void {
  const address = (attributes["loc"] ?? attributes["href"] ?? text).trim();
  if (/^(?:https?:\/)?\/\S+$/i.test(address)) addAddress(references, address, base, ENTRIES.get(name) ?? "page");
}

function takeImageField(image: { raw: string | undefined; own: Own }, { name, text }: XmlElement): void {
  if (name === "loc") image.raw ??= text.trim();
  if (name === "title") image.own.title = text;
  if (name === "caption") image.own.caption = text;
  if (name === "license" || name === "licence") image.own.licence = text;
}

function addAddress(references: References, raw: string | undefined, base: string, kind: Draft["kind"]): void {
  const url = raw === "" ? null : resolveAddress(raw, base);
  if (url !== null) add(references, { url, kind, reference: "sitemap", around: {}, own: {} });
}
