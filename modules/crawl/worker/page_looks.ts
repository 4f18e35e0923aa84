/** What a page is instead of content. */
export type PageLooks = "sign_in" | "script_shell" | "empty";

/** What a page names. */
export interface Named {
  /** Other pages, with those out of scope. */
  pages: number;
  /** Images that it shows, without its icons. */
  images: number;
}

/** The most characters of a page that are looked at. */
export const LOOKED_AT = 1_024 * 1_024;
/** A page with more text, links or images is content, whatever else it has. */
const SIGN_IN = { text: 2_000, pages: 25, images: 4 };
const SHELL_TEXT = 200;
/** A word of an address that only pages about accounts have. The short ones are also names of other things, so they must end it. */
const SIGN_IN_PATH = /[/._-](log[-_]?[io]n|sign[-_]?in|oauth2?|saml2?|authenticate)([/._-]|$)|\/(sso|cas|auth)\/?$/i;
/** Elements whose text is not shown. */
const UNSHOWN = ["script", "style", "title", "noscript", "template", "textarea"];

/**
 * Returns what a page looks like if it is no content: a form to sign in, a document that its scripts must fill, or nothing at
 * all. It takes linear time.
 */
export function looksOf(html: string, url: string, named: Named): PageLooks | null {
  if (named.pages > SIGN_IN.pages || named.images > SIGN_IN.images) return null;
  if (html.trim() === "") return named.images === 0 ? "empty" : null;
  const { text, hasScript, hasPassword, hasForm } = read(html);
  if (text <= SIGN_IN.text && (hasPassword || (hasForm && SIGN_IN_PATH.test(new URL(url).pathname)))) return "sign_in";
  return hasScript && text <= SHELL_TEXT && named.pages === 0 && named.images === 0 ? "script_shell" : null;
}

/** Counts the characters of text that are shown, and looks for elements. */
function read(html: string) {
  const seen = { text: 0, hasScript: false, hasPassword: false, hasForm: false };
  /** What closes the element or the comment that is not shown. */
  let closing: string | null = null;
  for (const part of html.split("<")) {
    const name = /^\/?[a-z][a-z0-9]*/i.exec(part)?.[0].toLowerCase() ?? "";
    if (closing !== null && name !== closing && !(closing === "-->" && part.includes(closing))) continue;
    if (closing === null) {
      closing = closingOf(part, name);
      seen.hasScript ||= name === "script";
      seen.hasForm ||= name === "form";
      seen.hasPassword ||= name === "input" && /\stype\s*=\s*["']?password\b/i.test(part.slice(0, 500));
    } else closing = null;
    if (closing === null) seen.text += lengthOf(part.slice(part.indexOf(">") + 1));
  }
  return seen;
}

/** Returns what closes an element or a comment that is not shown, or null for another one and for a comment that is complete. */
function closingOf(part: string, name: string): string | null {
  if (part.startsWith("!--")) return part.includes("-->") ? null : "-->";
  return UNSHOWN.includes(name) ? `/${name}` : null;
}

function lengthOf(text: string): number {
  return text.replace(/\s+|&[a-z0-9#]{1,10};/gi, " ").trim().length;
}
