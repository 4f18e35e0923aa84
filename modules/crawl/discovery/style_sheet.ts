import { readCss } from "./css.ts";
import { resolveAddress } from "../rules/address.ts";
import { add, addImage, type Around, type Group, newGroup, type Own, type References } from "./references.ts";

export interface CssContext {
  base: string;
  /** How its images are reported: `css`, `style` or `inline-style`. */
  reference: string;
  /** The encoding of the queries of its images, if that is not the encoding of the document. */
  encoding?: string | undefined;
  own?: Own;
  around?: Around;
}

/** Adds the images and the imported sheets of a style sheet, a style block or a style attribute. An image-set() is one picture. */
export function addCss(
  references: References,
  css: string,
  { base, reference, own = {}, around = {}, encoding }: CssContext,
): void {
  const sets = new Map<number, Group>();
  for (const { url, kind, set, density } of readCss(css)) {
    if (kind === "style") {
      const address = resolveAddress(url, base);
      if (address !== null) add(references, { url: address, kind, reference: "import", around, own: {} });
      continue;
    }
    const group = (set === undefined ? undefined : sets.get(set)) ?? newGroup(references);
    const details = { group, own, around };
    if (set === undefined) {
      addImage(references, { base, raw: url, reference, encoding }, details);
      continue;
    }
    sets.set(set, group);
    const descriptor = density === undefined ? undefined : `${Number(density.toFixed(3))}x`;
    addImage(references, { base, raw: url, reference: "image-set", encoding }, { ...details, descriptor, size: { density } });
  }
}
