import { resolveAddress } from "../rules/address.ts";
import type { XmlElement } from "./xml.ts";

/** The addresses that references in the elements of an XML document are relative to. */
export interface Bases {
  of(element: XmlElement): string;
}

/** Follows the `xml:base` attributes of a document, each of which is relative to the one around it (XML Base, 4). */
export function createBases(url: string): Bases {
  const known = new WeakMap<XmlElement, string>();
  const of = (element: XmlElement): string => {
    const found = known.get(element);
    if (found !== undefined) return found;
    const outer = element.parent === null ? url : of(element.parent);
    const own = element.attributes["xml:base"];
    const base = own === undefined ? outer : resolveAddress(own.trim(), outer) ?? outer;
    known.set(element, base);
    return base;
  };
  return { of };
}
