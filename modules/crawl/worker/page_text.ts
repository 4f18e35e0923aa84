/** Where a text of a page stands. What links say is apart, because a page's title stands in the links to it too. */
export interface TextPlace {
  link: boolean;
  heading: boolean;
}

const TAG = /<(\/?)([a-z][a-z0-9]*)/iy;
const HEADING = /^(?:title|h[1-6])$/;
/** Elements whose content is not shown as text. */
const HIDDEN: Readonly<Record<string, RegExp>> = { script: /<\/script/gi, style: /<\/style/gi, textarea: /<\/textarea/gi };

/**
 * Passes each text of an HTML page to `take`, in linear time. It need not be exact: it decides only whether pages differ, and a
 * mistake is the same in each page of a site.
 */
export function readPageText(html: string, take: (text: string, place: TextPlace) => void): void {
  const place: TextPlace = { link: false, heading: false };
  for (let at = 0; at < html.length;) {
    const start = html.indexOf("<", at);
    const end = start === -1 ? html.length : start;
    if (end > at) take(html.slice(at, end), place);
    if (start === -1) return;
    at = afterTag(html, start, place);
  }
}

/** Returns the position after the tag, comment or hidden element that begins at `start`. */
function afterTag(html: string, start: number, place: TextPlace): number {
  if (html.startsWith("<!--", start)) return after(html, "-->", start + 4);
  TAG.lastIndex = start;
  const [, slash, spelled = ""] = TAG.exec(html) ?? [];
  if (slash === undefined) return /[!?/]/.test(html[start + 1] ?? "") ? after(html, ">", start + 1) : start + 1;
  const name = spelled.toLowerCase();
  const isOpen = slash === "";
  if (name === "a") place.link = isOpen;
  else if (HEADING.test(name)) place.heading = isOpen;
  const end = after(html, ">", start);
  const closing = isOpen && Object.hasOwn(HIDDEN, name) ? HIDDEN[name] : undefined;
  if (closing === undefined) return end;
  closing.lastIndex = end;
  return closing.exec(html)?.index ?? html.length;
}

function after(html: string, text: string, from: number): number {
  const found = html.indexOf(text, from);
  return found === -1 ? html.length : found + text.length;
}
