import type { NumericField } from "./numbers.ts";

/** A search as the parser reads it. Nothing here knows of a database. */
export interface Query {
  /** What must hold of an image; null: nothing is asked, so every image is found. */
  root: Node | null;
  order: Order;
  /** How many images a page has; null: whatever the caller's own limit is. */
  limit: number | null;
}

export type Node =
  /** At least two children, none of them an `and` in an `and` or an `or` in an `or`. */
  | { kind: "and" | "or"; children: Node[] }
  /** Never of a `not`. */
  | { kind: "not"; child: Node }
  | Term;

export interface Term {
  kind: "term";
  atom: Atom;
  /** As it was typed, without its negation. */
  text: string;
  /** Where it begins, in UTF-16 units from 1. */
  column: number;
}

/** One thing that is asked of an image. */
export type Atom =
  /** The image carries the tag of this name or alias (`TagName`). */
  | { kind: "tag"; name: string }
  /** The image carries a tag whose name or alias fits; `*` stands for any characters, none included. */
  | { kind: "wildcard"; pattern: string }
  /** Of tagcount, `none` is 0 and `any` the rest. */
  | { kind: "number"; field: NumberField; values: Values<NumberRange> }
  | { kind: "time"; field: TimeField; ranges: TimeRange[] }
  | { kind: "text"; field: TextField; values: Values<TextPattern> }
  /** Lower case hexadecimal digits: 32 of an md5, 64 of a sha256. */
  | { kind: "hash"; field: "md5" | "sha256"; hashes: string[] }
  | { kind: "filetype"; extensions: FileType[] }
  /** A page that shows it, or the image itself, lies on a host that fits one. */
  | { kind: "site"; hosts: HostPattern[] }
  /** It was seen in one of these jobs. */
  | { kind: "job"; ids: Values<number> }
  /** A source refers to it in one of these ways (`image_source.kind`). */
  | { kind: "found"; kinds: Values<string> }
  | { kind: "is"; flag: IsFlag }
  | { kind: "has"; flag: HasFlag }
  /** Perceptual hashes that differ in at most `distance` of 64 bits; the image itself is among them, alone where it has none. */
  | { kind: "similar"; id: number; distance: number };

/** One of the list must fit; or there is any value; or there is none. */
export type Values<Value> = { kind: "list"; list: Value[] } | { kind: "any" } | { kind: "none" };

/** `mpixels` are width times height in millions, `ratio` width by height; `sources` counts where it was seen. */
export type NumberField = "id" | NumericField;

/** Whole numbers but for mpixels and ratio; filesize in bytes. */
export interface NumberRange {
  min: number | null;
  max: number | null;
  /** True: the bound itself is not within. Only of mpixels and ratio; whole numbers have the next one as a bound. */
  minExcluded: boolean;
  maxExcluded: boolean;
  /** The canonical spelling: `>5`, `16:9`, `2mb`, `5..10`. */
  text: string;
}

/** created: when it was kept; crawled: when it was seen, by any source; taken: what its metadata says, in the camera's time zone. */
export type TimeField = "created" | "crawled" | "taken";

/** Milliseconds of UTC: from `from`, which is within, to `to`, which is not; null: open. The years 1 to 9999. */
export interface TimeRange {
  from: number | null;
  to: number | null;
  /** The canonical spelling, with the time still relative: `2024-05`, `>=today`, `<7d`. */
  text: string;
}

/**
 * The note and the metadata (camera, lens) are the image's own: at most one text. Of the others, which its sources have, one must
 * fit; `none` is that no source has such a text. An empty text is none.
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
 * The pieces between wildcards, which the whole text must fit; case does not count. `boat` without a wildcard means "holds boat",
 * ["", "boat", ""]; `boat*` is ["boat", ""]. At least two pieces, none empty but the first and the last.
 */
export interface TextPattern {
  pieces: string[];
}

/** Lower case `host`, which any port of it fits, or `host:port`; `*` stands for any characters. */
export type HostPattern = string;

/** Extensions as images are kept under them. */
export type FileType = string;

export type IsFlag =
  /** More than one frame. */
  | "animated"
  /** The same bytes were found at two or more image addresses. */
  | "duplicate"
  /** In the trash. A search that does not ask for it finds no trashed image, whatever else it asks. */
  | "trashed"
  | "untagged"
  | "undecoded"
  /** Width over, under, equal to height. */
  | "landscape"
  | "portrait"
  | "square";

export type HasFlag =
  | "tags"
  | "note"
  | "rating"
  /** Metadata of the file. */
  | "exif"
  | "iptc"
  | "xmp"
  | "gps"
  | "camera"
  /** When it was taken. */
  | "taken"
  | "thumbnail"
  /** Other sizes that pages offered. */
  | "variants"
  /** Of at least one source. */
  | "page"
  | "alt"
  | "title"
  | "caption"
  | "creator"
  | "licence"
  | "keywords";

export type OrderField = NumberField | TimeField;

/** crawled: when it was seen last. Images without a value come last in either direction; equal ones in the order of their ids, newest first. */
export type Order = { by: OrderField; direction: "asc" | "desc" } | { by: "random" };
