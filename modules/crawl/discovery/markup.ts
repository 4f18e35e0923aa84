import { Tokenizer, type TokenizerCallbacks } from "htmlparser2";
import { CLOSED_BY, ENDS_FOREIGN, HOLDS_HTML, VOID } from "./markup_names.ts";
import { createOpenElements, type Foreign, type OpenElements } from "./open_elements.ts";
import { createPieces } from "./pieces.ts";

export interface MarkupHandler {
  /** An element begins. Names are in lower case in HTML, and as they are written in XML. */
  opened(name: string, attributes: Record<string, string>): void;
  /** An element ends. `implied` says that not its own end tag ended it. Void elements end at once. */
  closed(name: string, implied: boolean): void;
  text(text: string): void;
}

export interface MarkupReader {
  write(text: string): void;
  /** Closes all open elements. */
  end(): void;
  /** Stops reading at once. The rest of the text that is just being read is ignored too. */
  stop(): void;
}

/** Far more than any page needs; Chromium builds 512 levels. It bounds the memory of a hostile page. */
const OPEN_ELEMENTS = 50_000;
/** The elements of an XML document are kept with their texts. No feed or sitemap is nested deeper. */
const OPEN_XML_ELEMENTS = 512;

/**
 * Reads HTML or XML that arrives in pieces, in linear time whatever is open. The tokens are those of htmlparser2. Its own parser is
 * not used, because it searches a list of all open elements for each tag, which takes quadratic time in the nesting depth.
 */
export function readMarkup(handler: MarkupHandler, { xml = false } = {}): MarkupReader {
  const pieces = createPieces();
  const open = createOpenElements(xml ? OPEN_XML_ELEMENTS : OPEN_ELEMENTS, handler.closed);
  const tokenizer = new Tokenizer(
    { xmlMode: xml, decodeEntities: true },
    xml ? xmlCallbacks(handler, open, pieces.slice) : htmlCallbacks(handler, open, pieces.slice),
  );
  return {
    write: (text) => {
      if (!tokenizer.running) return;
      pieces.add(text);
      tokenizer.write(text);
    },
    end: () => tokenizer.end(),
    stop: () => tokenizer.pause(),
  };
}

type Slice = (start: number, end: number) => string;

function htmlCallbacks(handler: MarkupHandler, open: OpenElements, slice: Slice): TokenizerCallbacks {
  const tag = createTag(slice, { lowerCase: true });
  const begin = (selfClosing: boolean) => {
    const written = tag.name();
    if (open.foreign() !== null && endsForeign(written, tag.attributes())) leaveForeign(open);
    const foreign = open.foreign();
    const name = written === "image" && foreign === null ? "img" : written;
    // A form in a form does not begin (HTML Standard, 13.2.6.4.7).
    if (name === "form" && open.isOpen("form")) return;
    const closes = CLOSED_BY.get(name);
    while (closes?.has(open.innermost() ?? "")) open.closeInnermost(true);
    const isVoid = foreign === null ? VOID.has(name) : selfClosing;
    if (!isVoid) open.push(name, childrenOf(name, foreign));
    handler.opened(name, tag.attributes());
    if (isVoid) handler.closed(name, true);
  };
  return {
    ...commonCallbacks(handler, open, slice),
    ...tag.callbacks,
    onopentagend: () => begin(false),
    onselfclosingtag: () => begin(true),
    onclosetag: (start, end) => {
      const name = slice(start, end).toLowerCase();
      if (open.foreign() !== null && (name === "p" || name === "br")) leaveForeign(open);
      open.close(name);
    },
    oncdata: (start, end, offset) => {
      const text = slice(start, end - offset);
      if (open.foreign() !== null) handler.text(text);
      else readBehindComment(`${text}]]>`, handler, open);
    },
    oncomment: (start, end) => {
      // A CDATA section that is open at the end of the text.
      const text = slice(start, end);
      if (text.startsWith("[CDATA[")) readBehindComment(text, handler, open);
    },
    isInForeignContext: () => open.foreign() !== null,
  };
}

/**
 * Reads what follows the first ">" of a CDATA section. Outside of SVG and MathML the section is a comment that ends there (HTML
 * Standard, 13.2.5.42), but htmlparser2 reads up to its "]]>".
 */
function readBehindComment(text: string, handler: MarkupHandler, open: OpenElements): void {
  const end = text.indexOf(">");
  if (end === -1) return;
  const pieces = createPieces();
  // A second section within the first one is a comment too. It is spelled as one, so that no depth of sections is read by recursion.
  const rest = text.slice(end + 1).replaceAll("<![CDATA[", "<!-[CDATA[");
  pieces.add(rest);
  new Tokenizer({ decodeEntities: true }, htmlCallbacks(handler, open, pieces.slice)).write(rest);
}

function xmlCallbacks(handler: MarkupHandler, open: OpenElements, slice: Slice): TokenizerCallbacks {
  const tag = createTag(slice, { lowerCase: false });
  const begin = () => {
    open.push(tag.name(), null);
    handler.opened(tag.name(), tag.attributes());
  };
  return {
    ...commonCallbacks(handler, open, slice),
    ...tag.callbacks,
    onopentagend: begin,
    onselfclosingtag: () => {
      begin();
      open.closeInnermost(false);
    },
    onclosetag: (start, end) => open.close(slice(start, end)),
    oncdata: (start, end, offset) => handler.text(slice(start, end - offset)),
  };
}

function commonCallbacks(handler: MarkupHandler, open: OpenElements, slice: Slice) {
  return {
    ontext: (start: number, end: number) => handler.text(slice(start, end)),
    ontextentity: (codePoint: number) => handler.text(String.fromCodePoint(codePoint)),
    oncomment: () => {},
    ondeclaration: () => {},
    onprocessinginstruction: () => {},
    onend: () => open.closeAll(),
  };
}

/** Gathers the name and the attributes of the start tag that is being read. Of two attributes of one name the first counts. */
function createTag(slice: Slice, { lowerCase }: { lowerCase: boolean }) {
  let name = "";
  let attributes: Record<string, string> = {};
  let attribute = "";
  let value = "";
  const spelled = (start: number, end: number) => lowerCase ? slice(start, end).toLowerCase() : slice(start, end);
  return {
    name: () => name,
    attributes: () => attributes,
    callbacks: {
      onopentagname: (start: number, end: number) => {
        name = spelled(start, end);
        attributes = {};
      },
      onattribname: (start: number, end: number) => void (attribute = spelled(start, end)),
      onattribdata: (start: number, end: number) => void (value += slice(start, end)),
      onattribentity: (codePoint: number) => void (value += String.fromCodePoint(codePoint)),
      onattribend: () => {
        if (!Object.hasOwn(attributes, attribute)) attributes[attribute] = value;
        value = "";
      },
    },
  };
}

function childrenOf(name: string, foreign: Foreign): Foreign {
  if (name === "svg" || name === "math") return name;
  return HOLDS_HTML.has(name) ? null : foreign;
}

function endsForeign(name: string, attributes: Record<string, string>): boolean {
  return ENDS_FOREIGN.has(name) ||
    (name === "font" && ["color", "face", "size"].some((attribute) => Object.hasOwn(attributes, attribute)));
}

function leaveForeign(open: OpenElements): void {
  while (open.foreign() !== null) open.closeInnermost(true);
}
