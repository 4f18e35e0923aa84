import { HOLDS_IMAGE_ENDING } from "../rules/image_ending.ts";
import { namesImage } from "../rules/scope.ts";
import { resolveAddress } from "../rules/address.ts";
import { readCss } from "./css.ts";
import { stringsOfImages } from "./json_state.ts";
import { namesOtherFile } from "./page_address.ts";
import { parseSrcset, type SrcsetCandidate } from "./srcset.ts";

/** How the image in an attribute that a script reads relates to the picture that the element shows. */
export type LazyRole = "source" | "larger" | "largest" | "smaller" | "other";

export interface LazyReference extends SrcsetCandidate {
  role: LazyRole;
}

const PICTURE_NAME = /srcset|src$|src-|^data-(?:lazy|original|echo|lazyload|bgset)$/;
const BACKGROUND_NAME = /^data-(?:lazy-)?(?:bg|background)(?:-image|-img|-src|-url)?$/;
const OTHER_NAME = /hover|rollover|fallback|error|avatar|icon|alternate|swap|preview/;
const SMALLER_NAME = /[-_](?:thumb\w*|small|low|lowsrc|lowres|lq\w*|placeholder|blur|tiny|mini|medium)(?:[-_]|$)/;
const LARGEST_NAME = /[-_](?:orig|originals?|full|fullsrc|master|raw|max)[-_]/;
const LARGER_NAME = /[-_](?:full\w*|large\w*|big\w*|zoom\w*|hi|hires|highres|high|retina|2x|magnify\w*)(?:[-_]|$)/;
const ATTRIBUTES: ReadonlySet<string> = new Set([
  "lazy-src",
  "lazysrc",
  "lazyload",
  "lazy-srcset",
  "ng-src",
  "v-lazy",
  "original",
  "file",
  "zoomfile",
  "real-src",
]);
const VALUE_LENGTH = 100_000;

/** Whether an attribute may hold an image for a script to show: `data-*`, and other attributes that some lazy loaders read. */
export function isLazyName(name: string): boolean {
  return name.startsWith("data-") || ATTRIBUTES.has(name);
}

/**
 * Returns the images that such an attribute holds: an address, a srcset, a CSS image, or JSON with addresses. `isAwaited` says that
 * the picture shows nothing of its own until a script sets it. Then the attribute is its address whatever that ends on.
 */
export function readLazy(
  name: string,
  value: string,
  { base, onPicture, isAwaited = false }: { base: string; onPicture: boolean; isAwaited?: boolean },
): LazyReference[] {
  const known = (onPicture && PICTURE_NAME.test(name)) || BACKGROUND_NAME.test(name);
  if (value.length > VALUE_LENGTH || value.length < 3 || (!known && !HOLDS_IMAGE_ENDING.test(value) && !value.includes("url("))) {
    return [];
  }
  const text = value.trim();
  const role = onPicture ? roleOf(name) : "other";
  if (/url\(|image-set\(/i.test(text)) return readCss(text).map(({ url }) => ({ url, role }));
  if (/^[[{]/.test(text)) return bracketed(text, base).map((url) => ({ url, role: "other" }));
  if (text.startsWith("<")) return [];
  if (/\s/.test(text)) return readList(text, known).map((candidate) => ({ ...candidate, role }));
  const isAddress = holdsAddress(text, base, known) || (isAwaited && known && isAnyAddress(text, base));
  return isAddress ? [{ url: text, role }] : [];
}

function roleOf(name: string): LazyRole {
  if (OTHER_NAME.test(name)) return "other";
  if (SMALLER_NAME.test(name)) return "smaller";
  if (LARGEST_NAME.test(name)) return "largest";
  if (LARGER_NAME.test(name)) return "larger";
  return PICTURE_NAME.test(name) || ATTRIBUTES.has(name) ? "source" : "other";
}

/** Reads JSON, or a list in brackets as in Foundation's `data-interchange`. */
function bracketed(text: string, base: string): string[] {
  const strings = stringsOfImages(text);
  if (strings !== null) return strings;
  return text.split(/[\s,[\]"'|;()]+/).filter((word) => HOLDS_IMAGE_ENDING.test(word) && holdsAddress(word, base, false)).slice(
    0,
    1_000,
  );
}

/** Reads a srcset, a list of srcsets with media conditions as in lazysizes' bgset, or one address that holds spaces. */
function readList(text: string, known: boolean): SrcsetCandidate[] {
  if (/\s[\d.]+[wx]\s*(?:,|$)|,\s/.test(text) || / \| |\s\[/.test(text)) {
    const candidates = text.split(/\s\|\s/).flatMap((part) => parseSrcset(part.replace(/\s\[[^\]]{0,200}\]/g, "")));
    return candidates.filter(({ url }) => HOLDS_IMAGE_ENDING.test(url) || (known && /[/.]/.test(url)));
  }
  return /^(?:https?:\/)?\.{0,2}\//i.test(text) && !/[<>"]/.test(text) ? [{ url: text }] : [];
}

function holdsAddress(text: string, base: string, known: boolean): boolean {
  if (/^data:/i.test(text)) return true;
  if (/[<>"{}`]/.test(text)) return false;
  const url = resolveAddress(text, base);
  return url !== null && (namesImage(url) || (known && text.includes("/") && !namesOtherFile(text)));
}

/** Whether a text can be the address of a picture that has no ending, such as `40.php?id=7`. Flags and numbers cannot. */
function isAnyAddress(text: string, base: string): boolean {
  return /[./?=]/.test(text) && !/^[\d.,:]+$|[<>"{}`\\]/.test(text) && !namesOtherFile(text) &&
    resolveAddress(text, base) !== null;
}
