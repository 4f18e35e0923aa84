import { encodingNamed } from "./encoding_names.ts";

/** Elements whose content is text, so that a tag in it is none. */
const RAW = /^(?:script|style|title|textarea|xmp|iframe|noembed|noframes)$/;
const TAG_NAME = /<\/?([a-z][^\s/>]*)/iy;
const ATTRIBUTE = /[\s/]*([^\s/>][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)?))?/y;
const TAG_END = /[\s/]*>/y;
/** HTML Standard, "extracting a character encoding from a meta element". */
const CHARSET = /charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;"']+))/i;

/**
 * Returns the encoding that the first `meta` element with a known one declares, or null. The text is the beginning of a page with
 * each byte as one character (HTML Standard, "prescan a byte stream to determine its encoding"). Like Chromium it reads on where the
 * prescan ends, and takes nothing from the content of scripts. Linear in time.
 */
export function metaEncoding(html: string): string | null {
  for (let at = html.indexOf("<"); at !== -1; at = html.indexOf("<", at)) {
    if (html.startsWith("<!--", at)) {
      // The two hyphens that begin a comment may also end it.
      const end = html.indexOf("-->", at + 2);
      if (end === -1) return null;
      at = end + 3;
      continue;
    }
    TAG_NAME.lastIndex = at;
    const name = TAG_NAME.exec(html)?.[1]?.toLowerCase();
    if (name === undefined) {
      at += 1;
      continue;
    }
    const tag = readAttributes(html, TAG_NAME.lastIndex);
    if (tag === null) return null;
    const found = name === "meta" ? declaredBy(tag.attributes) : null;
    if (found !== null) return found;
    at = RAW.test(name) && html[at + 1] !== "/" ? endOfRaw(html, name, tag.end) : tag.end;
    if (at === -1) return null;
  }
  return null;
}

interface Tag {
  attributes: Map<string, string>;
  end: number;
}

/** Returns the attributes of a tag, of which the first of each name counts, or null if the text ends before the tag. */
function readAttributes(html: string, from: number): Tag | null {
  const attributes = new Map<string, string>();
  for (let at = from;;) {
    TAG_END.lastIndex = at;
    if (TAG_END.test(html)) return { attributes, end: TAG_END.lastIndex };
    ATTRIBUTE.lastIndex = at;
    const match = ATTRIBUTE.exec(html);
    if (match === null) return null;
    // A quote that does not end takes the rest of the text.
    if (/[="']$/.test(match[0]) && html[ATTRIBUTE.lastIndex] !== ">" && match[2] === undefined && match[3] === undefined) {
      return null;
    }
    at = ATTRIBUTE.lastIndex;
    const name = match[1]?.toLowerCase() ?? "";
    if (!attributes.has(name)) attributes.set(name, match[2] ?? match[3] ?? match[4] ?? "");
  }
}

function declaredBy(attributes: Map<string, string>): string | null {
  const isPragma = attributes.get("http-equiv")?.trim().toLowerCase() === "content-type";
  const [, ...named] = isPragma ? CHARSET.exec(attributes.get("content") ?? "") ?? [] : [];
  const label = attributes.get("charset") ?? named.find((one) => one !== undefined);
  const encoding = encodingNamed(label);
  // A page whose label can be read as ASCII is not UTF-16, whatever the label says.
  if (encoding?.startsWith("utf-16")) return "utf-8";
  return encoding === "x-user-defined" ? "windows-1252" : encoding;
}

function endOfRaw(html: string, name: string, from: number): number {
  const close = new RegExp(`</${name}[\\s/>]`, "gi");
  close.lastIndex = from;
  return close.exec(html)?.index ?? -1;
}
