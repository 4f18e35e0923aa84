import type { HasFlag, IsFlag, Order } from "./ast.ts";
import { NUMERIC_METATAGS } from "./numbers.ts";

/** A value that can be named. People may type an alias instead of the name. */
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
  choice("trashed", "in the trash; without this filter no search finds such images", ["deleted"]),
  choice("untagged", "no tag at all"),
  choice("undecoded", "stored as it came, because it could not be decoded"),
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

/** Known extensions. An image may have another one. */
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

/** The most common kinds of reference. A custom crawler may report others. */
export const FOUND_KINDS: readonly Choice[] = [
  choice("img", "the src of an <img>"),
  choice("srcset", "the srcset of an <img>"),
  choice("picture", "a <picture>"),
  choice("lazy", "an <img> that a lazy loader sets"),
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
  choice("poster", "the poster of a video"),
  choice("preload", "a preload hint"),
  choice("data-attribute", "a data attribute"),
  choice("seed", "a start address of the job"),
];

function order(name: string, value: Order, help: string, aliases: readonly string[] = []): Choice<Order> {
  return { value, name, help, aliases };
}

/** `first` and `last` are phrases for the image that is first in descending and in ascending order. */
function orders(
  by: Exclude<Order["by"], "random">,
  { first, last }: { first: string; last: string },
  aliases: readonly string[] = [],
  name: string = by,
): Choice<Order>[] {
  const descending = [`${name}_desc`, ...aliases, ...aliases.map((alias) => `${alias}_desc`)];
  return [
    order(name, { by, direction: "desc" }, `${first} first`, descending),
    order(`${name}_asc`, { by, direction: "asc" }, `${last} first`, aliases.map((alias) => `${alias}_asc`)),
  ];
}

export const ORDERS: readonly Choice<Order>[] = [
  ...orders("id", { first: "newest", last: "oldest" }),
  ...orders("created", { first: "most recently stored", last: "least recently stored" }, [], "date"),
  ...orders("crawled", { first: "most recently seen", last: "least recently seen" }),
  ...orders("taken", { first: "most recently taken", last: "least recently taken" }),
  ...NUMERIC_METATAGS.flatMap(({ name, first, last, orderAliases }) => orders(name, { first, last }, orderAliases)),
  order("landscape", { by: "ratio", direction: "desc" }, "largest ratio of width to height first"),
  order("portrait", { by: "ratio", direction: "asc" }, "smallest ratio of width to height first"),
  order("random", { by: "random" }, "random order"),
];
