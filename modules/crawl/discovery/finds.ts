import type { ReferenceContext } from "../../images/schemas.ts";
import type { FoundLink } from "../messages.ts";
import { resolveOrRefuse } from "./address.ts";
import { isDataUrl, readDataImage } from "./data_url.ts";
import type { Directives } from "./directives.ts";

/** Text that may still be gathered when what it belongs to is already written down. */
export interface Gathered {
  text: string;
  /** What became of it in the end; null while it has not been cleaned. */
  clean: string | undefined | null;
}

/** What stands around a reference, shared by all that stand in the same place. */
export interface Around {
  readonly heading?: Gathered | undefined;
  readonly caption?: Gathered | undefined;
  readonly linkText?: Gathered | undefined;
  readonly language?: string | undefined;
}

/** The candidates of one picture, and what is said of it whichever is chosen. */
export interface Group {
  id: string;
  alt?: string | undefined;
  title?: string | undefined;
  /** The width that the page gives it, in CSS pixels. */
  width?: number | undefined;
  /** A lazy loader replaces its src. */
  lazy?: boolean;
  /** One of its candidates has a `w` descriptor. */
  byWidth?: boolean;
}

export type Own = { -readonly [Key in Exclude<keyof ReferenceContext, "keywords">]?: string | undefined } & {
  keywords?: string[] | undefined;
};

/** One reference, as it stands before the page's end is known. */
export interface Draft {
  url: string;
  kind: FoundLink["kind"];
  reference: string;
  around: Around;
  own: Own;
  group?: Group | undefined;
  descriptor?: string | undefined;
  /** How large it is beside the others of its group; settled by `settleRanks` where only `size` is known. */
  rank?: number | undefined;
  size?: Size | undefined;
  reject?: FoundLink["reject"];
}

/** What a candidate says of its size: pixels of width, or image pixels a CSS pixel, or nothing. */
export interface Size {
  width?: number | undefined;
  density?: number | undefined;
  /** How far it stands back behind another candidate of the same size. */
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

/** Everything that one page, with the documents inside it, refers to. */
export interface Finds {
  /** The most drafts; what comes after them is left out. */
  limit: number;
  drafts: Draft[];
  inline: InlineImage[];
  groups: number;
  pageTitle: Gathered | undefined;
  /** What JSON-LD says of an image, by its address. */
  facts: Map<string, Own>;
  directives: Directives;
}

export type Details = Partial<Pick<Draft, "own" | "group" | "descriptor" | "rank" | "size" | "reject" | "around">>;

const NOTHING: Around = {};
const INLINE_IMAGES = 1_000;

/** What is taken of one page or document, so that a single attribute cannot fill the memory. */
export const LINKS_PER_PAGE = 50_000;
export const LINKS_PER_DOCUMENT = 200_000;

export function noFinds(limit = LINKS_PER_PAGE): Finds {
  return { limit, drafts: [], inline: [], groups: 0, pageTitle: undefined, facts: new Map(), directives: {} };
}

export function newGroup(finds: Finds): Group {
  finds.groups += 1;
  return { id: String(finds.groups) };
}

export function isFull({ drafts, limit }: Finds): boolean {
  return drafts.length >= limit;
}

/** Writes an image down: its address, or its bytes where it is a data: URL that is large enough to matter. */
export function addImage(
  finds: Finds,
  { base, raw, reference }: { base: string; raw: string | undefined; reference: string },
  details: Details = {},
): Draft | null {
  if (raw === undefined) return null;
  if (details.group && details.size?.width !== undefined) details.group.byWidth = true;
  if (isDataUrl(raw)) {
    const image = readDataImage(raw);
    if (image !== null && finds.inline.length < INLINE_IMAGES) {
      finds.inline.push({ ...image, reference, own: details.own ?? {}, around: details.around ?? NOTHING, group: details.group });
    }
    return null;
  }
  // Of a reference to nothing but a fragment, or to nothing at all, the page itself would be fetched.
  if (/^\s*(#|$)/.test(raw)) return null;
  const address = resolveOrRefuse(raw, base);
  return address === null ? null : add(finds, { kind: "image", reference, own: {}, around: NOTHING, ...details, ...address });
}

export function add(finds: Finds, draft: Draft): Draft {
  if (!isFull(finds)) finds.drafts.push(draft);
  return draft;
}
