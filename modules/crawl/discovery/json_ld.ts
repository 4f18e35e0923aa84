import { IMAGE_ADDRESS } from "../rules/image_ending.ts";
import { parseJson } from "./json.ts";
import type { Own } from "./references.ts";

/** An image that JSON-LD names. */
export interface JsonLdImage {
  url: string;
  /** The facts about the image that JSON-LD gives. */
  facts: Own;
}

const LENGTH = 2 * 1024 * 1024;
const DEPTH = 64;
const NODES = 50_000;
const IMAGES = 2_000;
const IMAGE_PROPERTIES = [
  "image",
  "thumbnailUrl",
  "thumbnail",
  "logo",
  "photo",
  "primaryImageOfPage",
  "screenshot",
  "associatedMedia",
];
const PAGES = 2_000;
const PAGE_PROPERTIES = ["relatedLink", "significantLink", "nextItem", "previousItem"];

type Thing = Record<string, unknown>;

/**
 * Returns the images of a JSON-LD block, with licence, creator and keywords by schema.org's terms, and the pages of its lists. Text
 * that is not JSON has none.
 */
export function readJsonLd(text: string): { images: JsonLdImage[]; pages: string[] } {
  if (text.length > LENGTH) return { images: [], pages: [] };
  const found: JsonLdImage[] = [];
  const pages: string[] = [];
  const waiting: { value: unknown; property: string; depth: number }[] = [{
    value: parseJson(unwrapped(text)),
    property: "",
    depth: 0,
  }];
  let seen = 0;
  for (let node = waiting.pop(); node && seen < NODES && found.length < IMAGES; node = waiting.pop()) {
    const { value, property, depth } = node;
    seen += 1;
    if (typeof value === "string" && isImageText(value, property)) found.push({ url: value, facts: {} });
    if (typeof value !== "object" || value === null || depth >= DEPTH) continue;
    if (Array.isArray(value)) {
      for (const item of value.slice(0, NODES).reverse()) waiting.push({ value: item, property, depth: depth + 1 });
      continue;
    }
    const thing: Thing = { ...value };
    if (pages.length < PAGES) pages.push(...pagesOf(thing));
    const own = isImageObject(thing, property);
    if (own) found.push(...imagesOf(thing));
    for (const [name, item] of Object.entries(thing).reverse()) {
      const taken = own && (name === "url" || name === "contentUrl");
      if (!taken) waiting.push({ value: item, property: name, depth: depth + 1 });
    }
  }
  return { images: found, pages };
}

/** Returns the pages that a thing lists: those of a list's items, and those that a page names as its next ones. */
function pagesOf(thing: Thing): string[] {
  const isItem = strings(thing["@type"]).some((type) => /(?:^|[/:])ListItem$/.test(type));
  const item = thing["item"];
  const listed: Thing = typeof item === "object" && item !== null && !Array.isArray(item) ? { ...item } : {};
  const items = isItem ? [thing["url"], item, listed["url"], listed["@id"]].flatMap(strings) : [];
  return [...items, ...PAGE_PROPERTIES.flatMap((name) => strings(thing[name]))];
}

/** Removes the comment or CDATA section that some sites put around JSON-LD. */
function unwrapped(text: string): string {
  return text.trim().replace(/^(?:<!--|\/\/\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|\/\/\s*\]\]>|\]\]>)$/g, "");
}

/** Whether a string is an image's address: by its property, or for `contentUrl`, which may be a film, also by its ending. */
function isImageText(text: string, property: string): boolean {
  if (text.length > 4_000 || text.trim() === "") return false;
  return IMAGE_PROPERTIES.includes(property)
    ? property !== "associatedMedia" || IMAGE_ADDRESS.test(text)
    : property === "contentUrl" && IMAGE_ADDRESS.test(text);
}

function isImageObject(thing: Thing, property: string): boolean {
  const types = strings(thing["@type"]);
  if (types.length === 0) return IMAGE_PROPERTIES.includes(property);
  return types.some((type) => /(?:^|[/:])(?:ImageObject|Photograph|Barcode)$/.test(type));
}

function imagesOf(thing: Thing): JsonLdImage[] {
  const keywords = strings(thing["keywords"]).flatMap((text) => text.split(",")).slice(0, 50);
  const facts: Own = {
    licence: strings(thing["license"])[0] ?? nameOf(thing["license"]),
    creator: nameOf(thing["creator"]) ?? nameOf(thing["author"]) ?? strings(thing["creditText"])[0],
    caption: strings(thing["caption"])[0] ?? strings(thing["description"])[0],
    title: strings(thing["name"])[0],
    keywords: keywords.length > 0 ? keywords : undefined,
  };
  const addresses = [...strings(thing["contentUrl"]), ...strings(thing["url"])];
  const identity = strings(thing["@id"])[0];
  if (addresses.length === 0 && identity !== undefined && IMAGE_ADDRESS.test(identity)) addresses.push(identity);
  return [...new Set(addresses)].map((url) => ({ url, facts }));
}

/** Returns a text, or the names of persons and organisations. */
function nameOf(value: unknown): string | undefined {
  const names = (Array.isArray(value) ? value.slice(0, 20) : [value]).flatMap((item) => {
    if (typeof item !== "object" || item === null) return strings(item);
    const thing: Thing = { ...item };
    return strings(thing["name"] ?? thing["@id"] ?? thing["url"]);
  });
  return names.length > 0 ? names.join(", ").slice(0, 2_000) : undefined;
}

function strings(value: unknown): string[] {
  return (Array.isArray(value) ? value.slice(0, 100) : [value]).filter((item) => typeof item === "string");
}
