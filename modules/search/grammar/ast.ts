import type { NumericField } from "./numbers.ts";

/** A search after parsing. */
export interface Query {
  /** The condition that an image must meet. Null: the search finds every image. */
  root: Node | null;
  order: Order;
  /** Number of images per page. Null: the caller's limit applies. */
  limit: number | null;
}

export type Node =
  /** There are at least two children, and none is of the same kind. */
  | { kind: "and" | "or"; children: Node[] }
  /** The child is never a `not`. */
  | { kind: "not"; child: Node }
  | Term;

export interface Term {
  kind: "term";
  atom: Atom;
  /** The term as it was typed, without its negation. */
  text: string;
  /** The column where it begins, in UTF-16 units from 1. */
  column: number;
}

/** A single condition. */
export type Atom =
  /** The image carries the tag of this name or alias (`TagName`). */
  | { kind: "tag"; name: string }
  /** The image carries a tag whose name or alias matches. `*` stands for any number of characters. */
  | { kind: "wildcard"; pattern: string }
  /** For tagcount, `none` means 0 and `any` means at least 1. */
  | { kind: "number"; field: NumberField; values: Values<NumberRange> }
  | { kind: "time"; field: TimeField; ranges: TimeRange[] }
  | { kind: "text"; field: TextField; values: Values<TextPattern> }
  /** Lower case hexadecimal digits: 32 for md5, 64 for sha256. */
  | { kind: "hash"; field: "md5" | "sha256"; hashes: string[] }
  | { kind: "filetype"; extensions: FileType[] }
  /** The image, or a page that shows it, is on a host that matches one of these. */
  | { kind: "site"; hosts: HostPattern[] }
  /** One of these jobs saw the image. */
  | { kind: "job"; ids: Values<number> }
  /** A source has one of these kinds of reference (`image_source.kind`). */
  | { kind: "found"; kinds: Values<string> }
  | { kind: "is"; flag: IsFlag }
  | { kind: "has"; flag: HasFlag }
  /**
   * The perceptual hash differs from that of image `id` in at most `distance` of 64 bits. An image without a hash finds itself
   * alone.
   */
  | { kind: "similar"; id: number; distance: number };

/** `list`: one of its items must match. `any`: the image has a value. `none`: it has no value. */
export type Values<Value> = { kind: "list"; list: Value[] } | { kind: "any" } | { kind: "none" };

/** `mpixels` is width times height in millions, `ratio` is width divided by height, and `sources` is the number of sources. */
export type NumberField = "id" | NumericField;

/** The numbers are whole, except for mpixels and ratio. filesize is in bytes. */
export interface NumberRange {
  min: number | null;
  max: number | null;
  /**
   * True if the range does not include `min`. Only for mpixels and ratio, because a range of whole numbers can begin with the
   * next one.
   */
  minExcluded: boolean;
  maxExcluded: boolean;
  /** The canonical spelling: `>5`, `16:9`, `2mb`, `5..10`. */
  text: string;
}

/** created: when it was stored; crawled: when any source was seen; taken: the time in its metadata, in the camera's time zone. */
export type TimeField = "created" | "crawled" | "taken";

/** A range in milliseconds of UTC, within the years 1 to 9999. It includes `from` but not `to`. Null means that it is open. */
export interface TimeRange {
  from: number | null;
  to: number | null;
  /** The canonical spelling, with the time still relative: `2024-05`, `>=today`, `<7d`. */
  text: string;
}

/**
 * An image has at most one note, camera and lens. The other texts belong to its sources: one of them must match, and `none` means
 * that no source has such a text. An empty text counts as none.
 */
export type TextField =
  | "note"
  | "camera"
  | "lens"
  | "alt"
  | "title"
  | "caption"
  | "heading"
  | "linktext"
  | "pagetitle"
  | "page"
  | "url"
  | "creator"
  | "licence"
  | "keyword"
  | "language";

/**
 * The pieces between the wildcards of a pattern. The whole text must match; case is ignored. `boat*` is ["boat", ""], and `boat`
 * means "contains boat": ["", "boat", ""]. There are at least two pieces, and only the first and the last may be empty.
 */
export interface TextPattern {
  pieces: string[];
}

/** `host`, which matches any port, or `host:port`, in lower case. `*` stands for any characters. */
export type HostPattern = string;

/** An extension under which images are stored. */
export type FileType = string;

export type IsFlag =
  /** The image has more than one frame. */
  | "animated"
  /** The same bytes were found at two or more image addresses. */
  | "duplicate"
  /** The image is in the trash. A search without this flag finds no trashed image. */
  | "trashed"
  | "untagged"
  | "undecoded"
  /** Width is greater than, less than, equal to height. */
  | "landscape"
  | "portrait"
  | "square";

export type HasFlag =
  | "tags"
  | "note"
  | "rating"
  /** The file has such metadata. */
  | "exif"
  | "iptc"
  | "xmp"
  | "gps"
  | "camera"
  /** The metadata has the time when it was taken. */
  | "taken"
  | "thumbnail"
  /** Pages offered other sizes. */
  | "variants"
  /** At least one source has such a text. */
  | "page"
  | "alt"
  | "title"
  | "caption"
  | "creator"
  | "licence"
  | "keywords";

export type OrderField = NumberField | TimeField;

/**
 * crawled: when it was last seen. Images without a value come last in both directions, and among equal ones the newest comes
 * first.
 */
export type Order = { by: OrderField; direction: "asc" | "desc" } | { by: "random" };
