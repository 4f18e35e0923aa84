import { HOLDS_IMAGE_ENDING, IMAGE_ADDRESS } from "../rules/image_ending.ts";
import { URL_LENGTH } from "../rules/address.ts";

/** Matches characters that stand in words, patterns and templates, but in no address. */
const NO_ADDRESS = /[\s"'<>{}|\\^`*]|\$\(|%[sd](?![0-9a-f])|\.\.\./i;
/** Matches what begins like an address: absolute, relative to the scheme, the root or a folder, or a query alone. */
const BEGINS_AS_ADDRESS = /^https?:\/\/[^/]|^\/\/[\w-]+\.[\w.-]+(?:[:/?]|$)|^\.{0,2}\/[^/*]|^\?[^=&]+=/i;
/** Matches a relative address by the ending of a page, a query or a slash at its end. */
const ENDS_AS_PAGE =
  /^[^:?#/&=(),;][^:?#&=(),;]*\.(?:x?html?|shtml|php\d?|phtml|aspx?|jspx?|cgi|cfm|do|action|pl|py)(?:[?#].*)?$|^[^:?#/&=(),;][^:?#&=(),;]*\?[^=&?]+=.*$|^[\w~%-]+(?:\/[\w~%.-]+)*\/(?:[?#].*)?$/i;
/** Matches files that are neither pages nor images. */
const FILE =
  /\.(?:m?js|css|json|xml|map|woff2?|ttf|otf|eot|mp[34]|m4[av]|webm|og[gv]|wav|flac|avi|mov|pdf|zip|rar|7z|gz|tgz|bz2|exe|dmg|apk|swf|txt|csv|docx?|xlsx?|pptx?|ics|vcf)(?:[?#]|$)/i;

/**
 * Whether a text that a page holds for its scripts looks like the address of a page. It decides about text of which nothing else
 * says that it is an address, so words, dates, media types and selectors must not pass.
 */
export function looksLikePage(text: string): boolean {
  if (text.length < 2 || text.length > URL_LENGTH || NO_ADDRESS.test(text)) return false;
  if (!BEGINS_AS_ADDRESS.test(text) && !ENDS_AS_PAGE.test(text)) return false;
  return !FILE.test(text) && !(HOLDS_IMAGE_ENDING.test(text) && IMAGE_ADDRESS.test(text));
}

/** Whether an address names a file that is neither a page nor an image by its ending: a film, a script, an archive. */
export function namesOtherFile(address: string): boolean {
  return FILE.test(address);
}

const ABSOLUTE = /^\s*(?:[a-z][a-z\d+.-]*:|[/\\]{2})/i;

/** Whether an address belongs to the site of a page: it has its host, with or without "www.". */
export function isSameSite(reference: string, page: string): boolean {
  if (!ABSOLUTE.test(reference)) return true;
  const bare = (url: URL | null) => url?.host.replace(/^www\./, "");
  return bare(URL.parse(reference, page)) === bare(URL.parse(page));
}
