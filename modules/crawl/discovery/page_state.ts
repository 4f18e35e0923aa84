import {
  add,
  addImage,
  type Around,
  type Details,
  type Draft,
  type Gathered,
  type Group,
  newGroup,
  type References,
} from "./references.ts";
import type { Form, Select } from "./forms.ts";
import { resolveOrRefuse } from "../rules/address.ts";
import { namesImage } from "../rules/scope.ts";

export type Attributes = Record<string, string>;

/** An `a` element that is open, and the pictures in it. */
export interface Anchor {
  link: Draft | null;
  pictures: Set<Group>;
  text: Gathered;
}

/** The form and its `select` that are open, the text of an option or a button, and how many submissions may still be followed. */
export interface Forms {
  open: Form | null;
  select: Select | null;
  text: Gathered | null;
  left: number;
}

/** The state of reading one HTML document: a page, an `iframe srcdoc`, or the HTML of a feed's item. */
export interface PageState {
  references: References;
  /** The URL of the document itself. */
  url: string;
  /** The URL that references are relative to. */
  base: string;
  /** Whether a `base` element was read: only the first one counts. */
  based: boolean;
  depth: number;
  svgDepth: number;
  noscriptDepth: number;
  around: Around;
  languages: { depth: number; outer: string | undefined }[];
  anchor: Anchor | null;
  picture: Group | null;
  forms: Forms;
  captions: { outer: Gathered | undefined }[];
  /** The texts that grow while the parser reads on. */
  gathering: { title: Gathered | null; heading: Gathered | null; caption: Gathered | null };
  /** The script or style element that is open, with its text so far and the function that reads the text at its end. */
  raw: { parts: string[]; length: number; limit: number; read(text: string): void } | null;
  /** The product token of our user agent, which directives may name. */
  agent: string;
  /** The referrer policy that a `meta` asks for. */
  referrerPolicy: References["referrerPolicy"];
  /** Reads the HTML in an attribute, relative to the same base. */
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
  return addImage(page.references, { base: page.base, raw, reference }, { around: page.around, ...details });
}

/** Adds a link to a page, or to an image if its ending says so. */
export function link(page: PageState, raw: string | undefined, reference: string, details: Details = {}): Draft | null {
  const address = resolveOrRefuse(raw, page.base, page.references.encoding());
  if (address === null) return null;
  const isImage = namesImage(address.url);
  return add(page.references, {
    kind: isImage ? "image" : "page",
    reference: isImage ? "link" : reference,
    around: page.around,
    own: {},
    ...details,
    ...address,
  });
}

/** Adds a link to a document that is read for the images that it names. */
export function documentLink(page: PageState, raw: string | undefined, kind: Draft["kind"], reference: string): void {
  if (raw === undefined || /^\s*(#|$)/.test(raw)) return;
  const address = resolveOrRefuse(raw, page.base, page.references.encoding());
  if (address !== null) add(page.references, { kind, reference, around: page.around, own: {}, ...address });
}

/** Returns the group of the `picture` that is open, or a new one. */
export function pictureGroup(page: PageState): Group {
  const group = page.picture ?? newGroup(page.references);
  // A noscript usually shows the picture before it once more, so it does not count as a second picture of the link.
  const { pictures } = page.anchor ?? {};
  if (pictures && (page.noscriptDepth === 0 || pictures.size === 0)) pictures.add(group);
  return group;
}
