import { readMarkup } from "./markup.ts";

/** An element of an XML document. Its text is complete when it ends. */
export interface XmlElement {
  /** The local name in lower case, because feeds and sitemaps use any prefix and spelling. */
  name: string;
  /** The namespace prefix in lower case; "" if there is none. */
  prefix: string;
  attributes: Record<string, string>;
  /** The text and CDATA directly in the element, cut at the limit. */
  text: string;
  parent: XmlElement | null;
}

const TEXT_LENGTH = 2 * 1024 * 1024;
const PIECE = 64 * 1024;

/**
 * Walks an XML document and calls back at the beginning and the end of each element; `closed` stops the walk by returning false.
 * A malformed document is read as far as possible. Entities that a document declares are not expanded, because they could grow
 * without bound.
 */
export function walkXml(
  text: string,
  { opened, closed }: { opened?: (element: XmlElement) => void; closed: (element: XmlElement) => boolean | void },
): void {
  let current: XmlElement | null = null;
  let stopped = false;
  const reader = readMarkup({
    opened: (qualified, attributes) => {
      const colon = qualified.indexOf(":");
      const prefix = qualified.slice(0, Math.max(0, colon)).toLowerCase();
      current = { name: qualified.slice(colon + 1).toLowerCase(), prefix, attributes, text: "", parent: current };
      opened?.(current);
    },
    text: (piece) => {
      if (current !== null && current.text.length < TEXT_LENGTH) current.text += piece;
    },
    closed: () => {
      if (current === null || stopped) return;
      const element: XmlElement = current;
      current = element.parent;
      if (closed(element) !== false) return;
      stopped = true;
      reader.stop();
    },
  }, { xml: true });
  for (let at = 0; at < text.length && !stopped; at += PIECE) reader.write(text.slice(at, at + PIECE));
  if (!stopped) reader.end();
}
