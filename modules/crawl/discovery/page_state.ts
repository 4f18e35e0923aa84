import {
  add,
  addImage,
  type Around,
  type Details,
  type Draft,
  type Finds,
  type Gathered,
  type Group,
  newGroup,
} from "./finds.ts";
import { resolveOrRefuse } from "./address.ts";
import { namesImage } from "../rules/scope.ts";

export type Attributes = Record<string, string>;

/** A link that is open, and the pictures in it. */
export interface Anchor {
  link: Draft | null;
  pictures: Set<Group>;
  text: Gathered;
}

/** Where the reading of one HTML document stands: a page, or the document of an `iframe srcdoc` or a feed's item. */
export interface PageState {
  finds: Finds;
  /** What references are relative to; the first `base` that can be used sets it. */
  base: string;
  based: boolean;
  depth: number;
  svgDepth: number;
  noscriptDepth: number;
  around: Around;
  languages: { depth: number; outer: string | undefined }[];
  anchor: Anchor | null;
  picture: Group | null;
  captions: { outer: Gathered | undefined }[];
  /** Which texts are being gathered now. */
  gathering: { title: Gathered | null; heading: Gathered | null; caption: Gathered | null };
  /** The text of a script or style element, for what is in it. */
  raw: { parts: string[]; length: number; limit: number; read(text: string): void } | null;
  /** The name of the user agent that directives may be meant for. */
  agent: string;
  /** Reads HTML that stands in an attribute, relative to the same base. */
  readNested(html: string): void;
}

const GATHERED = 4_000;

export function gathered(): Gathered {
  return { text: "", clean: null };
}

export function gather(into: Gathered | null | undefined, text: string): void {
  if (into && into.text.length < GATHERED) into.text += text.slice(0, GATHERED);
}

export function image(page: PageState, raw: string | undefined, reference: string, details: Details = {}): Draft | null {
  if (raw === undefined || raw === "") return null;
  return addImage(page.finds, { base: page.base, raw, reference }, { around: page.around, ...details });
}

/** A link to a page, or to an image where its ending says so. */
export function link(page: PageState, raw: string | undefined, reference: string, details: Details = {}): Draft | null {
  const address = resolveOrRefuse(raw, page.base);
  if (address === null) return null;
  const isImage = namesImage(address.url);
  return add(page.finds, {
    kind: isImage ? "image" : "page",
    reference: isImage ? "link" : reference,
    around: page.around,
    own: {},
    ...details,
    ...address,
  });
}

/** A document that is read for the images that it names. */
export function documentLink(page: PageState, raw: string | undefined, kind: Draft["kind"], reference: string): void {
  if (raw === undefined || /^\s*(#|$)/.test(raw)) return;
  const address = resolveOrRefuse(raw, page.base);
  if (address !== null) add(page.finds, { kind, reference, around: page.around, own: {}, ...address });
}

/** The group of the picture that is open, or one of its own. */
export function pictureGroup(page: PageState): Group {
  const group = page.picture ?? newGroup(page.finds);
  // What a noscript shows is the picture before it once more, mostly.
  const { pictures } = page.anchor ?? {};
  if (pictures && (page.noscriptDepth === 0 || pictures.size === 0)) pictures.add(group);
  return group;
}
