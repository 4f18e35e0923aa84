import type { ImageSet } from "../../shared/bitmap/image_set.ts";
import type { Atom, HasFlag, IsFlag, TimeRange } from "../grammar/ast.ts";
import { atom, type BitExpression, facet, NONE, not, or } from "./bit_expression.ts";
import { isNumbered } from "./digits.ts";
import { numberBits, timeBits } from "./number_bits.ts";
import { isPattern, type Vocabulary, type WildcardTags } from "./vocabulary.ts";

/** Returns the images that an atom matches, as an expression of bitmaps. Null: they can only be found by reading rows. */
export function bitsOf(asked: Atom, { tags, wildcards, hosts, images }: Vocabulary): BitExpression | null {
  switch (asked.kind) {
    case "tag":
      return tagBits([tags.get(asked.name) ?? []].flat());
    case "wildcard":
      return wildcardBits(JSON.stringify(asked), wildcards.get(asked.pattern));
    case "number":
      return numberBits(asked.field, asked.values);
    case "time":
      return momentBits(asked);
    case "hash":
    case "similar":
      return setBits(JSON.stringify(asked), images.get(asked) ?? null);
    case "filetype":
      return facet("filetype", ...asked.extensions);
    case "site":
      return anyOf("site", asked.hosts.flatMap((host) => isPattern(host) ? hosts.get(host) ?? [] : [host]));
    case "job":
      return valueBits("job", asked.ids.kind === "list" ? asked.ids.list.map(String) : asked.ids.kind);
    case "found":
      return valueBits("found", asked.kinds.kind === "list" ? asked.kinds.list : asked.kinds.kind);
    case "is":
      return isBits(asked.flag);
    case "has":
      return hasBits(asked.flag);
    case "text":
      return null;
  }
}

function tagBits(ids: number[]): BitExpression {
  return ids.length === 0 ? NONE : atom({ kind: "tags", ids });
}

function wildcardBits(name: string, tags: WildcardTags | undefined): BitExpression {
  return or(tagBits(tags?.ids ?? []), setBits(name, tags?.set ?? null));
}

function setBits(name: string, set: ImageSet | null): BitExpression {
  return set === null || set.size === 0 ? NONE : atom({ kind: "set", name, set });
}

function anyOf(name: string, values: string[]): BitExpression {
  return values.length === 0 ? NONE : facet(name, ...values);
}

function valueBits(name: string, values: string[] | "any" | "none"): BitExpression {
  if (typeof values !== "string") return anyOf(name, values);
  const any = atom({ kind: "facet", facet: name, values: null });
  return values === "any" ? any : not(any);
}

/** The bitmaps have only the last time at which an image was seen, so they cannot answer a range of `crawled` that has an end. */
function momentBits({ field, ranges }: { field: "created" | "crawled" | "taken"; ranges: TimeRange[] }): BitExpression | null {
  if (field === "crawled" && ranges.some(({ to }) => to !== null)) return null;
  return timeBits(field, ranges);
}

function isBits(flag: IsFlag): BitExpression {
  switch (flag) {
    case "trashed":
      return facet("state", "trashed");
    case "duplicate":
      return facet("duplicate", "");
    case "untagged":
      return not(isNumbered("tagcount"));
    default:
      return facet("is", flag);
  }
}

const OF_SOURCES: readonly HasFlag[] = ["page", "alt", "title", "caption", "creator", "licence", "keywords"];

function hasBits(flag: HasFlag): BitExpression {
  if (flag === "tags") return isNumbered("tagcount");
  if (flag === "rating") return isNumbered("rating");
  if (flag === "variants") return facet("variants", "");
  return facet(OF_SOURCES.includes(flag) ? "source" : "has", flag);
}

/** Returns the images that a query can find: those that are not in the trash, or all. */
export function universe(asksForTrash: boolean): BitExpression {
  return facet("state", ...(asksForTrash ? ["live", "trashed"] : ["live"]));
}
