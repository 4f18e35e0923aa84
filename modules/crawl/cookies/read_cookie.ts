import { canonicalDomain, type Cookie, defaultPath, domainMatch, getPublicSuffix, parse } from "tough-cookie";
import type { StoredCookie } from "./stored_cookie.ts";

/** The most bytes of a name with its value, and of the value of an attribute (RFC 6265bis, 5.6 and 5.7). */
const PAIR_BYTES = 4_096;
const ATTRIBUTE_BYTES = 1_024;
/** A longer line is ignored unread: no cookie whose parts browsers keep needs as much. */
const LINE_BYTES = 16 * 1_024;
/** No cookie is kept for longer (RFC 6265bis, 5.5). */
const LONGEST_MILLISECONDS = 400 * 86_400_000;
/** A cookie with one of these characters is ignored as a whole (RFC 6265bis, 5.6). */
// deno-lint-ignore no-control-regex
const CONTROLS = /[\x00-\x08\x0a-\x1f\x7f]/;

/** The request whose answer sets a cookie. */
export interface Setting {
  url: URL;
  /** The time, in milliseconds. */
  now: number;
  /** The time of the answer by the clock of the server, in milliseconds. */
  serverTime: number;
}

/**
 * Reads the value of one Set-Cookie line, whose characters are bytes, by RFC 6265bis. Returns null for a cookie that browsers
 * ignore. SameSite is not read: no request of a job comes from another site that could misuse the cookies.
 */
export function readCookie(line: string, { url, now, serverTime }: Setting): StoredCookie | null {
  if (line.length > LINE_BYTES || CONTROLS.test(line)) return null;
  const [pair = "", ...attributes] = line.split(";");
  const equals = pair.indexOf("=");
  const name = trim(pair.slice(0, Math.max(equals, 0)));
  const value = trim(pair.slice(equals + 1));
  if (name.length + value.length > PAIR_BYTES || (name === "" && value === "")) return null;
  const cookie = parse(["name=value", ...attributes.filter(isShort)].join(";"));
  const host = hostOf(url);
  const domain = cookie && domainOf(cookie, host);
  if (!cookie || !domain || (cookie.secure && url.protocol !== "https:")) return null;
  if (!keepsPrefix(name === "" ? value : name, cookie, name === "")) return null;
  return {
    name,
    value,
    ...domain,
    path: cookie.path ?? defaultPath(url.pathname),
    secure: cookie.secure,
    expires: expiryOf(cookie, now, serverTime),
    created: now,
    used: now,
  };
}

/** Returns the host of a URL as cookies spell it: an IPv6 address without brackets. */
export function hostOf({ hostname }: URL): string {
  return canonicalDomain(hostname) ?? hostname;
}

/** Returns the host's registrable domain by the public suffix list, or null for an address, a suffix or a single label. */
export function registrableDomain(host: string): string | null {
  return getPublicSuffix(host, { allowSpecialUseDomain: true, ignoreError: true }) ?? null;
}

function domainOf({ domain }: Cookie, host: string): Pick<StoredCookie, "domain" | "hostOnly"> | null {
  if (domain === null) return { domain: host, hostOnly: true };
  // A Domain with characters beyond ASCII is refused (RFC 6265bis, 5.7).
  const wanted = /^[\x21-\x7e]+$/.test(domain) ? canonicalDomain(domain) : undefined;
  if (wanted === undefined || (wanted !== host && !domainMatch(host, wanted, false))) return null;
  if (registrableDomain(wanted) !== null) return { domain: wanted, hostOnly: false };
  return wanted === host ? { domain: host, hostOnly: true } : null;
}

/** Whether a cookie has the attributes that the prefix of its name promises. A cookie without a name may have no prefix. */
function keepsPrefix(name: string, { secure, domain, path }: Cookie, isNameless: boolean): boolean {
  const prefix = /^__(secure|host)-/i.exec(name)?.[1]?.toLowerCase();
  if (prefix === undefined) return true;
  if (isNameless || !secure) return false;
  return prefix === "secure" || (domain === null && path === "/");
}

/**
 * Returns when a cookie ends, or null at the end of the job. Expires is a time of the server's clock, which may be wrong, and is
 * read as the time that passes from the answer on.
 */
function expiryOf({ maxAge, expires }: Cookie, now: number, serverTime: number): number | null {
  if (maxAge !== null) return now + Math.min(LONGEST_MILLISECONDS, typeof maxAge === "number" ? maxAge * 1_000 : Infinity);
  if (!(expires instanceof Date)) return null;
  return Math.min(now + LONGEST_MILLISECONDS, expires.getTime() - serverTime + now);
}

function isShort(attribute: string): boolean {
  return attribute.slice(attribute.indexOf("=") + 1).length <= ATTRIBUTE_BYTES;
}

/** Removes tabs and spaces at both ends. A regular expression would look at each run of spaces within the text many times. */
function trim(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && isSpace(text[from])) from++;
  while (to > from && isSpace(text[to - 1])) to--;
  return text.slice(from, to);
}

function isSpace(character: string | undefined): boolean {
  return character === " " || character === "\t";
}
