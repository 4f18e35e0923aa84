import { resolveAddress } from "../rules/address.ts";
import { add, addImage, type Draft, isFull, type Own, type References } from "./references.ts";
import { walkXml, type XmlElement } from "./xml.ts";

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
      } else if (element.name === "loc" && element.parent?.prefix === element.prefix) {
        if (parent === "sitemap") addAddress(references, element.text.trim(), base, "sitemap");
        if (parent === "url") addAddress(references, element.text.trim(), base, "page");
      } else if (element.name === "thumbnail_loc") {
        addImage(references, { base, raw: element.text.trim(), reference: "sitemap" });
      }
      return !isFull(references);
    },
  });
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
