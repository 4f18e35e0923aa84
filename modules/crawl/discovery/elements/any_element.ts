import { newGroup } from "../references.ts";
import { isLazyName, readLazy } from "../lazy.ts";
import { type Attributes, image, type PageState } from "../page_state.ts";
import { parseSrcset } from "../srcset.ts";
import { formatDescriptor } from "../candidates.ts";
import { namesImage } from "../../rules/scope.ts";
import { resolveAddress } from "../../rules/address.ts";
import { IMAGE_PROPERTY } from "./microdata.ts";
import { addPageCss } from "./scripts.ts";
import { follow, isWayName, readWay } from "./ways.ts";

/** Presentation attributes of SVG that may point to another file. */
const SVG_PAINT = [
  "fill",
  "stroke",
  "filter",
  "mask",
  "clip-path",
  "marker",
  "marker-start",
  "marker-mid",
  "marker-end",
  "cursor",
];
/** Custom elements that fetch a page and show it. */
const PAGE_FRAMES = ["turbo-frame", "include-fragment", "hx-include", "ajax-content"];
/** Elements whose `data-*` attributes are read elsewhere, or never name an image to show. */
const OWN_LAZY = ["img", "source", "amp-img", "amp-anim", "script", "meta", "link"];

/** Reads the attributes that any element may have: a style, a background, data for a script, microdata. */
export function readAnyElement(page: PageState, attributes: Attributes, name: string): void {
  for (const key in attributes) {
    const value = attributes[key] ?? "";
    if (value.length < 3) continue;
    if (key === "style") {
      if (value.includes("(") || value.includes("\\")) {
        addPageCss(page, value, "inline-style", { title: attributes.title, alt: attributes["aria-label"] });
      }
    } else if (key === "background") {
      image(page, value, "background", { group: newGroup(page.references) });
    } else if (page.svgDepth > 0 && SVG_PAINT.includes(key)) {
      if (value.includes("(")) addPageCss(page, value, "svg-paint");
    } else {
      if (isLazyName(key) && !OWN_LAZY.includes(name)) addData(page, key, value, attributes);
      if (isWayName(key)) readWay(page, key, value, attributes);
    }
  }
  const { itemprop, content } = attributes;
  if (itemprop !== undefined && content !== undefined && name !== "meta" && IMAGE_PROPERTY.test(itemprop)) {
    image(page, content, "itemprop");
  }
}

function addData(page: PageState, key: string, value: string, attributes: Attributes): void {
  const references = readLazy(key, value, { base: page.base, onPicture: false });
  if (references.length === 0) return;
  const own = { alt: attributes["aria-label"] ?? attributes.alt, title: attributes.title };
  const isSet = references.some(({ width, density }) => width !== undefined || density !== undefined);
  const shared = newGroup(page.references);
  for (const found of references) {
    const group = isSet ? shared : newGroup(page.references);
    const size = isSet ? found : undefined;
    image(page, found.url, /bg|background/.test(key) ? "lazy-background" : "data-attribute", {
      own,
      group,
      size,
      descriptor: formatDescriptor(found),
    });
  }
}

/** Reads an element of AMP or of a component library that shows an image like `img`. */
export function readCustomElement(page: PageState, { src, srcset, alt, title }: Attributes, name: string): void {
  if (PAGE_FRAMES.includes(name)) return follow(page, src ?? "", name);
  const group = newGroup(page.references);
  const own = { alt, title };
  const address = resolveAddress(src, page.base);
  if (address !== null && namesImage(address)) image(page, src, "custom-element", { group, own, size: {} });
  for (const candidate of parseSrcset(srcset ?? "")) {
    image(page, candidate.url, "custom-element", {
      group,
      own,
      size: candidate,
      descriptor: formatDescriptor(candidate),
    });
  }
}
