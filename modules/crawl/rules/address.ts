import type { FoundLink } from "../messages.ts";
import type { Remark } from "../texts.ts";
import { encodeQuery } from "./query_encoding.ts";

export const URL_LENGTH = 2_083;

/** A path with a query that normalisation leaves as it is: no dot segments, no empty segments, no colons, no escapes. */
const PLAIN = /^\/?[A-Za-z0-9_~-][A-Za-z0-9_~.-]*(?:\/[A-Za-z0-9_~-][A-Za-z0-9_~.-]*)*\/?(?:\?[A-Za-z0-9_~.&=-]*)?$/;
const BASES = 64;
/** A longer reference is data, not an address. */
const LONGEST_REFERENCE = 65_536;

interface Base {
  origin: string;
  /** The URL up to the last slash of its path. */
  directory: string;
}

const bases = new Map<string, Base>();

/**
 * Resolves a reference to an absolute http(s) address. Returns null if it cannot be crawled: another scheme, a user name or
 * password, more than 2,083 characters.
 *
 * The address is normalised by the URL Standard's parser alone, which for example lower-cases the host, encodes IDNs as Punycode
 * and resolves dot segments. The fragment, which is never sent, is removed. URLs that a server may treat differently stay
 * different: the order of a query, a slash at the end, `index.html`, the case of a path and percent-encoded letters are kept.
 *
 * `encoding` is that of the document, by the name that `TextDecoder` gives it; see `encodeQuery()`. Without it queries are UTF-8.
 */
export function resolveAddress(reference: string | undefined, base: string, encoding?: string): string | null {
  const address = resolveAny(reference, base, encoding);
  return address !== null && address.length <= URL_LENGTH ? address : null;
}

/** Like `resolveAddress()`, but an address that is too long is cut and marked as rejected, so that the ledger can list it. */
export function resolveOrRefuse(
  reference: string | undefined,
  base: string,
  encoding?: string,
): Pick<FoundLink, "url" | "reject"> | null {
  const address = resolveAny(reference, base, encoding);
  if (address === null || address.length <= URL_LENGTH) return address === null ? null : { url: address };
  return { url: address.slice(0, URL_LENGTH), reject: tooLong(address.length, URL_LENGTH) };
}

export function tooLong(length: number, allowed: number): { reason: "url_too_long"; detail: Remark } {
  return { reason: "url_too_long", detail: { code: "url_length", length, allowed } };
}

function resolveAny(reference: string | undefined, base: string, encoding: string | undefined): string | null {
  if (reference === undefined || reference.length > LONGEST_REFERENCE) return null;
  return joinPlain(reference, base) ?? parseAddress(encoding === undefined ? reference : encodeQuery(reference, encoding), base);
}

/** Resolves a plain reference without parsing it, which takes 5 µs; a page may hold thousands of references. Null if not plain. */
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
  const url = URL.parse(reference, base) ?? parseManySlashes(reference, base);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:") || url.username !== "" || url.password !== "") {
    return null;
  }
  url.hash = "";
  return url.href;
}

/**
 * Parses a reference that begins with three slashes or more, of either kind. The URL Standard passes over all of them before the
 * host ("special authority ignore slashes state"), as browsers do; Deno's parser does so only behind a scheme.
 */
function parseManySlashes(reference: string, base: string): URL | null {
  const text = reference.replace(BEFORE_ADDRESS, "").replace(/[\t\n\r]/g, "");
  return SLASHES.test(text) ? URL.parse(text.replace(SLASHES, "//"), base) : null;
}

const SLASHES = /^[/\\]{3,}/;
/** Matches the C0 control characters and spaces that the URL Standard strips. */
const BEFORE_ADDRESS = /^[\0-\x20]+/;
