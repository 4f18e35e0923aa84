import type { Node, Query } from "../../modules/search/grammar/ast.ts";
import { fits } from "./naive_atom.ts";
import { orderOf } from "./naive_order.ts";

/** An image as plain data, with everything that a search can ask for. */
export interface NaiveImage {
  id: number;
  md5: string;
  sha256: string;
  bytes: number;
  extension: string;
  width: number | null;
  height: number | null;
  frames: number | null;
  undecoded: boolean;
  hasThumbnail: boolean;
  /** The perceptual hash, as 16 hexadecimal digits. */
  phash: string | null;
  metadata: { camera?: string; lens?: string; date?: string; gps?: object; exif?: object; iptc?: object; xmp?: object };
  note: string;
  rating: number | null;
  createdAt: Date;
  isTrashed: boolean;
  variants: number;
  /** The names of its tags. */
  tags: string[];
  sources: NaiveSource[];
}

export interface NaiveSource {
  jobId: number | null;
  seenAt: Date;
  imageUrl: string;
  pageUrl: string | null;
  kind: string;
  alt: string | null;
  title: string | null;
  caption: string | null;
  heading: string | null;
  linkText: string | null;
  pageTitle: string | null;
  language: string | null;
  licence: string | null;
  creator: string | null;
  keywords: string[];
}

export interface NaiveLibrary {
  images: NaiveImage[];
  /** The tag of each alias. */
  aliases: Map<string, string>;
}

/**
 * Returns the ids of the images that match, in the search's order, by checking each image. `order:random` is the order of ids
 * here.
 */
export function naiveSearch(library: NaiveLibrary, { root, order }: Query): number[] {
  const universe = asksForTrash(root) ? library.images : library.images.filter(({ isTrashed }) => !isTrashed);
  const found = universe.filter((image) => root === null || holds(root, image, library));
  return found.sort(orderOf(order)).map(({ id }) => id);
}

function holds(node: Node, image: NaiveImage, library: NaiveLibrary): boolean {
  switch (node.kind) {
    case "and":
      return node.children.every((child) => holds(child, image, library));
    case "or":
      return node.children.some((child) => holds(child, image, library));
    case "not":
      return !holds(node.child, image, library);
    case "term":
      return fits(node.atom, image, library);
  }
}

function asksForTrash(node: Node | null): boolean {
  switch (node?.kind) {
    case "and":
    case "or":
      return node.children.some(asksForTrash);
    case "not":
      return asksForTrash(node.child);
    case "term":
      return node.atom.kind === "is" && node.atom.flag === "trashed";
    case undefined:
      return false;
  }
}
