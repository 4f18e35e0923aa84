import { Parser } from "htmlparser2";

/** An element of a document as it ends: its attributes, its text, and what is around it. */
export interface XmlElement {
  /** Without its namespace's prefix, in small letters: feeds and sitemaps are found with any prefix and spelling. */
  name: string;
  /** The prefix, in small letters; "" for none. */
  prefix: string;
  attributes: Record<string, string>;
  /** Text and CDATA right in it, cut at the limit. */
  text: string;
  parent: XmlElement | null;
}

/** Deeper elements are passed over: htmlparser2 is quadratic in nesting, and no feed needs it. */
const NESTING = 64;
const TEXT_LENGTH = 2 * 1024 * 1024;
const PIECE = 64 * 1024;

/**
 * Walks an XML document element by element, each handed over where it begins and where it ends. Malformed documents are read as
 * far as they can be; entities that a document declares are not expanded, so that none can grow.
 */
export function walkXml(
  text: string,
  { opened, closed }: { opened?: (element: XmlElement) => void; closed: (element: XmlElement) => boolean | void },
): void {
  let current: XmlElement | null = null;
  let depth = 0;
  let stopped = false;
  const parser = new Parser({
    onopentag: (qualified, attributes) => {
      depth += 1;
      if (depth > NESTING) {
        stopped = true;
        return parser.pause();
      }
      const colon = qualified.indexOf(":");
      const prefix = qualified.slice(0, Math.max(0, colon)).toLowerCase();
      current = { name: qualified.slice(colon + 1).toLowerCase(), prefix, attributes, text: "", parent: current };
      opened?.(current);
    },
    ontext: (piece) => {
      if (current !== null && current.text.length < TEXT_LENGTH) current.text += piece;
    },
    onclosetag: () => {
      depth -= 1;
      if (current === null || stopped) return;
      const element: XmlElement = current;
      current = element.parent;
      if (closed(element) !== false) return;
      stopped = true;
      parser.pause();
    },
  }, { xmlMode: true, decodeEntities: true });
  for (let at = 0; at < text.length && !stopped; at += PIECE) parser.write(text.slice(at, at + PIECE));
  if (!stopped) parser.end();
}
