import { formatDescriptor, LARGER_RANK } from "../candidates.ts";
import type { Draft, Group } from "../references.ts";
import { isDataUrl } from "../data_url.ts";
import { isLazyName, type LazyReference, type LazyRole, readLazy } from "../lazy.ts";
import { type Attributes, image, type PageState, pictureGroup } from "../page_state.ts";
import { newGroup } from "../references.ts";
import { resolveAddress } from "../../rules/address.ts";
import { parseSrcset } from "../srcset.ts";
import { placeholder, trackingPixel } from "../traps.ts";

/** Types that we do not decode. Of two candidates of the same size the other one is better. */
const UNDECODED = /^image\/(?:jxl|jp2|jpx|heic|heif|vnd\.ms-photo|tiff)/i;
/** Subtracted from the rank of a candidate that is only a fallback for another one of its size. */
const FALLBACK = 0.5;

const REPLACING: LazyRole[] = ["source", "larger", "largest"];
/** The characters of a width that are looked at. Whole ones, which a page may make as long as it likes, would take quadratic time. */
const LENGTH_TEXT = 100;
/** Ranks by the role that an attribute's name gives. They apply although the value may hold a size of its own. */
const RANKS: Partial<Record<LazyRole, number>> = { largest: LARGER_RANK + 1, larger: LARGER_RANK, smaller: 0 };

/** Reads `img` (and AMP's) with all attributes that name the same picture: src, srcset and those that a lazy loader reads. */
export function openImg(page: PageState, attributes: Attributes): void {
  const group = pictureGroup(page);
  group.alt ??= attributes.alt || attributes["aria-label"];
  group.title ??= attributes.title;
  group.width ??= pixelWidth(attributes.width);
  const lazy = lazyReferences(page, attributes);
  const replaced = lazy.some(({ role }) => REPLACING.includes(role));
  if (replaced) group.lazy = true;
  const pixel = replaced || attributes.srcset || page.picture ? undefined : trackingPixel(attributes);
  addSrcset(page, attributes.srcset, { reference: page.picture ? "picture" : "srcset", group });
  addSrc(page, attributes, { group, replaced, reject: pixel });
  for (const found of lazy) addLazy(page, found, group);
  for (const [name, reference] of [["lowsrc", "lowsrc"], ["dynsrc", "dynsrc"]] as const) {
    image(page, attributes[name], reference, { own: { alt: attributes.alt } });
  }
}

/** Reads a `source` of a `picture`. A `source` of a video or audio is not an image. */
export function openSource(page: PageState, attributes: Attributes): void {
  const group = page.picture;
  if (group === null) return;
  const penalty = UNDECODED.test(attributes.type ?? "") ? FALLBACK : 0;
  addSrcset(page, attributes.srcset, { reference: "picture", group, penalty });
  const lazy = lazyReferences(page, attributes);
  if (lazy.length > 0) group.lazy = true;
  for (const found of lazy) addLazy(page, found, group);
}

export function openPicture(page: PageState): void {
  page.picture = null;
  page.picture = pictureGroup(page);
}

interface SrcDetails {
  group: Group;
  replaced: boolean;
  reject: Draft["reject"];
}

function addSrc(page: PageState, { src }: Attributes, { group, replaced, reject }: SrcDetails): void {
  if (src === undefined || (replaced && isDataUrl(src))) return;
  const rank = replaced ? { rank: 0 } : { size: { penalty: FALLBACK } };
  const draft = image(page, src, "img", { group, ...rank, reject });
  if (draft !== null && replaced) draft.reject ??= placeholder(draft.url);
}

function addSrcset(page: PageState, srcset: string | undefined, { reference, group, penalty = 0 }: SrcsetDetails): void {
  for (const candidate of parseSrcset(srcset ?? "")) {
    const { url, width, density } = candidate;
    image(page, url, reference, { group, size: { width, density, penalty }, descriptor: formatDescriptor(candidate) });
  }
}

interface SrcsetDetails {
  reference: string;
  group: Group;
  penalty?: number;
}

function addLazy(page: PageState, found: LazyReference, group: Group): void {
  if (found.role === "other") {
    image(page, found.url, "data-attribute", { group: newGroup(page.references), own: { alt: group.alt } });
    return;
  }
  const known = RANKS[found.role];
  const rank = known === undefined ? { size: found } : { rank: known };
  image(page, found.url, "lazy", { group, ...rank, descriptor: formatDescriptor(found) });
}

function lazyReferences({ base }: PageState, attributes: Attributes): LazyReference[] {
  const references: LazyReference[] = [];
  let isAwaited: boolean | undefined;
  for (const name in attributes) {
    if (!isLazyName(name)) continue;
    isAwaited ??= showsNothing(attributes, base);
    references.push(...readLazy(name, attributes[name] ?? "", { base, onPicture: true, isAwaited }));
  }
  return references;
}

/** Whether an element shows nothing until a script sets its picture: it has no src or srcset, or only a placeholder. */
function showsNothing({ src, srcset = "", class: classes = "" }: Attributes, base: string): boolean {
  if (/(?:^|[\s_-])(?:b-)?lazy|lozad|unveil|deferred/i.test(classes)) return true;
  if (srcset.trim() !== "" && !isDataUrl(srcset)) return false;
  if (src === undefined || isDataUrl(src) || /^\s*(?:$|#|about:)/i.test(src)) return true;
  const address = resolveAddress(src, base);
  return address === null || placeholder(address) !== undefined;
}

function pixelWidth(width: string | undefined): number | undefined {
  const match = /^\s*(\d{1,5})(?:\.\d*)?\s*(?:px)?\s*$/i.exec(width?.slice(0, LENGTH_TEXT) ?? "");
  return match && Number(match[1]) > 1 ? Number(match[1]) : undefined;
}
