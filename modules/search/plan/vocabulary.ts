import type { Database, Queryable } from "../../shared/database/handle.ts";
import type { Atom, Node } from "../grammar/ast.ts";
import { budgetOf, ROW_MILLISECONDS, tooCostly, within } from "./budget.ts";
import type { ImageSet } from "../../shared/bitmap/image_set.ts";
import { readRareTaggings } from "../../tags/taggings/bitmap_repository.ts";
import { findSimilarImages } from "./similar_repository.ts";
import { findHostsLike, findImagesOfHashes, findTagsLike, findTagsNamed } from "./vocabulary_repository.ts";

/** The most tags that a wildcard stands for. Each of them adds a row for each chunk. */
const WILDCARD_TAGS = 100;

/**
 * From this number of tags on, a statement before the search makes the union of the rare ones. It takes as long as 10 tags in the
 * search.
 */
const UNITED_TAGS = 10;

/** The meaning of the names of a query in this library. */
export interface Vocabulary {
  tags: Map<string, number>;
  wildcards: Map<string, WildcardTags>;
  hosts: Map<string, string[]>;
  /** The images that a `hash` or a `similar` stands for. */
  images: Map<Atom, ImageSet>;
}

/** The images of the tags that a wildcard stands for: those with a tag of `ids`, and those of `set`. */
export interface WildcardTags {
  ids: number[];
  set: ImageSet | null;
  /** Number of tags that it stands for. */
  size: number;
  /** True if more tags match. Then these are the most used ones. */
  cut: boolean;
}

/** Looks up every name of a query once. Throws `too_costly` if it would take too long to read hashes. */
export async function lookUp(db: Queryable | Database, root: Node | null): Promise<Vocabulary> {
  const atoms = root === null ? [] : atomsOf(root);
  const names = new Set(atoms.flatMap((atom) => atom.kind === "tag" ? [atom.name] : []));
  const patterns = new Set(atoms.flatMap((atom) => atom.kind === "wildcard" ? [atom.pattern] : []));
  const hosts = new Set(atoms.flatMap((atom) => atom.kind === "site" ? atom.hosts.filter(isPattern) : []));
  const images = atoms.filter((atom) => atom.kind === "hash" || atom.kind === "similar");
  const [tags, wildcards, sites, found] = await Promise.all([
    names.size > 0 ? findTagsNamed(db, [...names]) : new Map<string, number>(),
    each(patterns, (pattern) => findWildcard(db, pattern)),
    each(hosts, (pattern) => findHostsLike(db, pattern)),
    each(
      images,
      (atom) => atom.kind === "hash" ? findImagesOfHashes(db, atom.field, atom.hashes) : findSimilar(db, atom.id, atom.distance),
    ),
  ]);
  return { tags, wildcards, hosts: sites, images: found };
}

export function isPattern(host: string): boolean {
  return host.includes("*");
}

export function atomsOf(node: Node): Atom[] {
  if (node.kind === "term") return [node.atom];
  return node.kind === "not" ? atomsOf(node.child) : node.children.flatMap(atomsOf);
}

async function findWildcard(db: Queryable | Database, pattern: string): Promise<WildcardTags> {
  const { ids, cut } = await findTagsLike(db, pattern, WILDCARD_TAGS);
  if (ids.length < UNITED_TAGS) return { ids, set: null, size: ids.length, cut };
  const { rare, frequent } = await readRareTaggings(db, ids);
  return { ids: frequent, set: rare, size: ids.length, cut };
}

async function findSimilar(db: Queryable | Database, id: number, distance: number): Promise<ImageSet> {
  const images = await within(db, budgetOf(ROW_MILLISECONDS), (db) => findSimilarImages(db, id, distance));
  if (images === null) throw tooCostly(`similar:${id}~${distance}`, 0);
  return images;
}

async function each<Key, Value>(keys: Iterable<Key>, find: (key: Key) => Promise<Value>): Promise<Map<Key, Value>> {
  return new Map(await Promise.all([...keys].map(async (key) => [key, await find(key)] as const)));
}
