import { openLink } from "./elements/links.ts";
import type { PageState } from "./page_state.ts";

const HEADER_LENGTH = 64 * 1024;
const LINKS = 200;
const PARAMETER = /\s*;\s*([a-zA-Z*-]{1,40})\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?/y;

/** Reads the `Link` headers of a page (RFC 8288, 3), joined by commas. They count like `link` elements in its head. */
export function readLinkHeader(page: PageState, value: string | null): void {
  const header = (value ?? "").slice(0, HEADER_LENGTH);
  let at = header.indexOf("<");
  for (let count = 0; at !== -1 && count < LINKS; count++) {
    const end = header.indexOf(">", at);
    if (end === -1) return;
    const attributes: Record<string, string> = { href: header.slice(at + 1, end) };
    PARAMETER.lastIndex = end + 1;
    at = end + 1;
    for (let match = PARAMETER.exec(header); match; match = PARAMETER.exec(header)) {
      at = PARAMETER.lastIndex;
      const name = match[1]?.toLowerCase() ?? "";
      const text = match[2]?.replace(/\\(.)/g, "$1") ?? match[3]?.replace(/^'(.*)'$/, "$1") ?? "";
      if (!Object.hasOwn(attributes, name)) attributes[name] = text;
    }
    openLink(page, attributes);
    at = header.indexOf("<", at);
  }
}
