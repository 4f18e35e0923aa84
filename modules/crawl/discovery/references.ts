import type { ReferenceContext } from "../../images/schemas.ts";
import type { FoundLink } from "../messages.ts";
import { resolveOrRefuse } from "../rules/address.ts";
import { isDataUrl, readDataImage } from "./data_url.ts";
import type { Directives } from "./directives.ts";

/** A text that may still grow after a reference that it belongs to was added. */
export interface Gathered {
  text: string;
  /** The cleaned text (undefined if nothing is left), or null while it was not cleaned. */
  clean: string | undefined | null;
}

/** The texts around a reference. References at the same point of the page share the object. */
export interface Around {
  readonly heading?: Gathered | undefined;
  readonly caption?: Gathered | undefined;
  readonly linkText?: Gathered | undefined;
  readonly language?: string | undefined;
}

/** The candidates of one picture, with the texts that apply to whichever candidate is chosen. */
export interface Group {
  id: string;
  alt?: string | undefined;
  title?: string | undefined;
  /** The width at which the page shows the picture, in CSS pixels. */
  width?: number | undefined;
  /** Whether a lazy loader replaces the picture's src. */
  lazy?: boolean;
  /** Whether one of the candidates has a `w` descriptor. */
  byWidth?: boolean;
}

export type Own = { -readonly [Key in Exclude<keyof ReferenceContext, "keywords">]?: string | undefined } & {
  keywords?: string[] | undefined;
};

/** A reference as it is known before the page has been read to its end. */
export interface Draft {
  url: string;
  kind: FoundLink["kind"];
  reference: string;
  around: Around;
  own: Own;
  group?: Group | undefined;
  descriptor?: string | undefined;
  /** The size of the candidate compared with its group. If only `size` is known, `settleRanks()` sets the rank. */
  rank?: number | undefined;
  size?: Size | undefined;
  reject?: FoundLink["reject"];
  referrerPolicy?: FoundLink["referrerPolicy"];
}

/** The size of a candidate by its descriptor: width in pixels, or image pixels per CSS pixel, or neither. */
export interface Size {
  width?: number | undefined;
  density?: number | undefined;
  /** Subtracted from the rank, so that another candidate of the same size is preferred. */
  penalty?: number;
}

export interface InlineImage {
  bytes: Uint8Array;
  mediaType: string;
  reference: string;
  own: Own;
  around: Around;
  group?: Group | undefined;
}

/** All references of one page, with the documents inside it. */
export interface References {
  /** The most drafts; further references are left out. */
  limit: number;
  drafts: Draft[];
  inline: InlineImage[];
  groups: number;
  pageTitle: Gathered | undefined;
  /** The facts that JSON-LD gives about images, by the address of the image. */
  facts: Map<string, Own>;
  directives: Directives;
  /** Returns the encoding of the page as far as it was read, in which the queries of its addresses are sent; undefined for UTF-8. */
  encoding(): string | undefined;
  /** The referrer policy that the page or the element that is being read asks for. */
  referrerPolicy: FoundLink["referrerPolicy"];
}

export type Details = Partial<Pick<Draft, "own" | "group" | "descriptor" | "rank" | "size" | "reject" | "around">>;

const NOTHING: Around = {};
const INLINE_IMAGES = 1_000;

/** The most references of one page and of one document, so that a hostile one cannot fill the memory. */
export const LINKS_PER_PAGE = 50_000;
export const LINKS_PER_DOCUMENT = 200_000;

export function noReferences(limit = LINKS_PER_PAGE): References {
  return {
    limit,
    drafts: [],
    inline: [],
    groups: 0,
    pageTitle: undefined,
    facts: new Map(),
    directives: {},
    encoding: () => undefined,
    referrerPolicy: undefined,
  };
}

export function newGroup(references: References): Group {
  references.groups += 1;
  return { id: String(references.groups) };
}

export function isFull({ drafts, limit }: References): boolean {
  return drafts.length >= limit;
}

/** Adds an image by its address, or by its bytes if it is a data: URL of `INLINE_BYTES` or more. */
export function addImage(
  references: References,
  { base, raw, reference, encoding }: { base: string; raw: string | undefined; reference: string; encoding?: string | undefined },
  details: Details = {},
): Draft | null {
  if (raw === undefined) return null;
  if (details.group && details.size?.width !== undefined) details.group.byWidth = true;
  if (isDataUrl(raw)) {
    const image = readDataImage(raw);
    if (image !== null && references.inline.length < INLINE_IMAGES) {
      references.inline.push({
        ...image,
        reference,
        own: details.own ?? {},
        around: details.around ?? NOTHING,
        group: details.group,
      });
    }
    return null;
  }
  // An empty reference or a bare fragment would fetch the page itself.
  if (/^\s*(#|$)/.test(raw)) return null;
  const address = resolveOrRefuse(raw, base, encoding ?? references.encoding());
  return address === null
    ? null
    : add(references, { kind: "image", reference, own: {}, around: NOTHING, ...details, ...address });
}

export function add(references: References, draft: Draft): Draft {
  if (references.referrerPolicy !== undefined) draft.referrerPolicy = references.referrerPolicy;
  if (!isFull(references)) references.drafts.push(draft);
  return draft;
}
