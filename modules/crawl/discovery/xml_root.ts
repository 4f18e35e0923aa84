/** Matches what may stand before the root element: white space, processing instructions, comments and the document type. */
const BEFORE_ROOT = /(?:\ufeff|\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE[^>[]*(?:\[[^\]]*\])?\s*>)/iy;
const ROOT = /<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)/y;
const PARTS = 200;

/** Returns the local name of the root element of XML or HTML in lower case, or null if the text ends before it. */
export function xmlRoot(text: string): string | null {
  let at = 0;
  for (let part = 0; part < PARTS; part++) {
    BEFORE_ROOT.lastIndex = at;
    if (!BEFORE_ROOT.test(text)) break;
    at = BEFORE_ROOT.lastIndex;
  }
  ROOT.lastIndex = at;
  return ROOT.exec(text)?.[1]?.toLowerCase() ?? null;
}

/** Like `xmlRoot()`, for the first bytes of a document in any Unicode encoding. */
export function rootOf(head: Uint8Array): string | null {
  const [first, second] = head;
  const isLittle = (first === 0xff && second === 0xfe) || (first === 0x3c && second === 0);
  const isBig = (first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c);
  return xmlRoot(new TextDecoder(isLittle ? "utf-16le" : isBig ? "utf-16be" : "utf-8").decode(head));
}
