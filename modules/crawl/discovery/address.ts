import type { FoundLink } from "../messages.ts";
import { URL_LENGTH } from "../schemas.ts";
import type { Remark } from "../texts.ts";

/** Path and query of letters that no normalisation touches, without dot segments, empty ones, colons and escapes. */
const PLAIN = /^\/?[A-Za-z0-9_~-][A-Za-z0-9_~.-]*(?:\/[A-Za-z0-9_~-][A-Za-z0-9_~.-]*)*\/?(?:\?[A-Za-z0-9_~.&=-]*)?$/;
const BASES = 64;
/** What is longer is no address, but data in the wrong place. */
const LONGEST_REFERENCE = 65_536;

interface Base {
  origin: string;
  /** Everything up to the last slash of the path. */
  directory: string;
}

const bases = new Map<string, Base>();

/**
 * The absolute http(s) address that a reference means; null where it is none that can be crawled: another scheme, a user name or
 * password in it, more than 2,083 characters.
 *
 * Addresses are normalised as the URL Standard's parser does it, and no further: white space and control characters around it go,
 * tabs and line ends within it go, scheme and host become lower case, IDNs become Punycode, default ports go, dot segments are
 * resolved, and what may not stand there as it is becomes percent-encoded. Moreover the fragment goes, which is never sent. Nothing
 * that a server could tell apart is made equal: the order of a query, a slash at the end, `index.html`, the case of a path and
 * percent-encoded letters stay.
 */
export function resolveAddress(reference: string | undefined, base: string): string | null {
  const address = resolveAny(reference, base);
  return address !== null && address.length <= URL_LENGTH ? address : null;
}

/** As `resolveAddress`, but an address that is too long is refused instead of left out, and cut, so that it can be written down. */
export function resolveOrRefuse(reference: string | undefined, base: string): Pick<FoundLink, "url" | "reject"> | null {
  const address = resolveAny(reference, base);
  if (address === null || address.length <= URL_LENGTH) return address === null ? null : { url: address };
  return { url: address.slice(0, URL_LENGTH), reject: tooLong(address.length, URL_LENGTH) };
}

export function tooLong(length: number, allowed: number): { reason: "url_too_long"; detail: Remark } {
  return { reason: "url_too_long", detail: { code: "url_length", length, allowed } };
}

function resolveAny(reference: string | undefined, base: string): string | null {
  if (reference === undefined || reference.length > LONGEST_REFERENCE) return null;
  return joinPlain(reference, base) ?? parseAddress(reference, base);
}

/** Parsing takes five microseconds, and a page may hold thousands of references: what is plain is joined without it. */
function joinPlain(reference: string, baseUrl: string): string | null {
  const hash = reference.indexOf("#");
  const text = hash === -1 ? reference : reference.slice(0, hash);
  const base = bases.get(baseUrl) ?? readBase(baseUrl);
  if (base === null) return null;
  const within = text.startsWith(base.origin) ? text.slice(base.origin.length) : text;
  if (!PLAIN.test(within)) return null;
  if (within.startsWith("/")) return base.origin + within;
  return within === text ? base.directory + text : null;
}

function readBase(baseUrl: string): Base | null {
  const url = URL.parse(baseUrl);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) return null;
  const base = { origin: url.origin, directory: url.origin + url.pathname.slice(0, url.pathname.lastIndexOf("/") + 1) };
  if (bases.size >= BASES) bases.clear();
  bases.set(baseUrl, base);
  return base;
}

function parseAddress(reference: string, base: string): string | null {
  const url = URL.parse(reference, base);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:") || url.username !== "" || url.password !== "") {
    return null;
  }
  url.hash = "";
  return url.href;
}
