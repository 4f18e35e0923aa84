import type { HasFlag, IsFlag, Order } from "./ast.ts";
import { NUMERIC_METATAGS } from "./numbers.ts";

/** One value of a closed or known list, with what people may type instead of it. */
export interface Choice<Value = string> {
  value: Value;
  name: string;
  aliases: readonly string[];
  help: string;
}

function choice<Value extends string>(value: Value, help: string, aliases: readonly string[] = []): Choice<Value> {
  return { value, name: value, help, aliases };
}

export const IS_FLAGS: readonly Choice<IsFlag>[] = [
  choice("animated", "more than one frame"),
  choice("duplicate", "the same bytes were found at two or more image addresses"),
  choice("trashed", "in the trash; nothing else finds what is there", ["deleted"]),
  choice("untagged", "no tag at all"),
  choice("undecoded", "kept as it came, because no decoder opens it"),
  choice("landscape", "wider than high"),
  choice("portrait", "higher than wide"),
  choice("square", "as wide as high"),
];

export const HAS_FLAGS: readonly Choice<HasFlag>[] = [
  choice("tags", "at least one tag", ["tag"]),
  choice("note", "a note", ["notes"]),
  choice("rating", "a rating"),
  choice("exif", "EXIF metadata"),
  choice("iptc", "IPTC metadata"),
  choice("xmp", "XMP metadata"),
  choice("gps", "where it was taken", ["location"]),
  choice("camera", "the camera it was taken with"),
  choice("taken", "when it was taken"),
  choice("thumbnail", "a thumbnail"),
  choice("variants", "other sizes that pages offered", ["variant"]),
  choice("page", "a page that shows it"),
  choice("alt", "an alternative text"),
  choice("title", "a title"),
  choice("caption", "a caption"),
  choice("creator", "a creator that its page names"),
  choice("licence", "a licence that its page names", ["license"]),
  choice("keywords", "keywords that its page gives", ["keyword"]),
];

/** What else an extension is called. */
export const FILE_TYPES: readonly Choice[] = [
  choice("jpg", "JPEG", ["jpeg", "jpe"]),
  choice("png", "PNG, animated or not", ["apng"]),
  choice("webp", "WebP"),
  choice("gif", "GIF"),
  choice("avif", "AVIF"),
  choice("svg", "SVG"),
  choice("ico", "Windows icon"),
  choice("bmp", "Windows bitmap"),
  choice("tif", "TIFF", ["tiff"]),
  choice("jxl", "JPEG XL"),
  choice("heic", "HEIC", ["heif"]),
  choice("psd", "Photoshop"),
  choice("jp2", "JPEG 2000"),
];

/** The commonest of discovery's kinds; a crawler of one's own may have others. */
export const FOUND_KINDS: readonly Choice[] = [
  choice("img", "the src of an <img>"),
  choice("srcset", "the srcset of an <img>"),
  choice("picture", "a <picture>"),
  choice("lazy", "what a lazy loader puts in its place"),
  choice("css", "a style sheet"),
  choice("style", "a <style> of a page"),
  choice("image-set", "an image-set() of a style sheet"),
  choice("inline-style", "a style attribute"),
  choice("background", "a background attribute"),
  choice("lazy-background", "a background that a lazy loader sets"),
  choice("script", "a string of a script"),
  choice("link", "a link to the image itself"),
  choice("icon", "the icon of a site"),
  choice("apple-touch-icon", "the icon of a site on a home screen"),
  choice("manifest-icon", "an icon of a web application"),
  choice("manifest-screenshot", "a screenshot of a web application"),
  choice("og", "Open Graph"),
  choice("twitter", "a card for Twitter"),
  choice("jsonld", "JSON-LD", ["json-ld"]),
  choice("itemprop", "microdata", ["microdata"]),
  choice("json", "the data of a script"),
  choice("feed-image", "a picture of a feed"),
  choice("enclosure", "the enclosure of a feed's entry"),
  choice("media", "Media RSS"),
  choice("sitemap", "an image sitemap"),
  choice("poster", "the poster of a film"),
  choice("preload", "a preload hint"),
  choice("data-attribute", "a data attribute"),
  choice("seed", "an address that the job began with"),
];

function order(name: string, value: Order, help: string, aliases: readonly string[] = []): Choice<Order> {
  return { value, name, help, aliases };
}

function orders(
  by: Exclude<Order["by"], "random">,
  help: string,
  aliases: readonly string[] = [],
  name: string = by,
): Choice<Order>[] {
  const descending = [`${name}_desc`, ...aliases, ...aliases.map((alias) => `${alias}_desc`)];
  return [
    order(name, { by, direction: "desc" }, `${help} first`, descending),
    order(`${name}_asc`, { by, direction: "asc" }, `${help} last`, aliases.map((alias) => `${alias}_asc`)),
  ];
}

export const ORDERS: readonly Choice<Order>[] = [
  ...orders("id", "the newest"),
  ...orders("created", "what was kept last", [], "date"),
  ...orders("crawled", "what was seen last"),
  ...orders("taken", "what was photographed last"),
  ...NUMERIC_METATAGS.flatMap(({ name, first, orderAliases }) => orders(name, first, orderAliases)),
  order("landscape", { by: "ratio", direction: "desc" }, "the widest beside its height first"),
  order("portrait", { by: "ratio", direction: "asc" }, "the highest beside its width first"),
  order("random", { by: "random" }, "in no order"),
];
