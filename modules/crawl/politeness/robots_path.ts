/**
 * Escapes, and runs of characters that a URL may not hold unescaped (RFC 3986, 2.2 and 2.3). "'" counts as one, because the URL
 * Standard escapes it in queries only.
 */
const ESCAPES = /%[0-9a-f]{2}|[^A-Za-z0-9\-._~:/?#[\]@!$&()*+,;=%]+/gi;
const UNRESERVED = /[A-Za-z0-9\-._~]/;

/**
 * Spells a path with its query in the form in which rules and URLs are compared (RFC 9309, 2.2.2): escapes are in upper case,
 * unreserved characters are not escaped, and characters outside US-ASCII are escaped as UTF-8. In a query, `/` and `:` equal
 * their escapes, as the RFC's table shows.
 */
export function normalizePath(text: string): string {
  const escaped = text.toWellFormed().replace(ESCAPES, (part) => part.startsWith("%") ? normalizeEscape(part) : escape(part));
  const query = escaped.indexOf("?");
  if (query === -1 || !escaped.includes("%", query)) return escaped;
  return escaped.slice(0, query) + escaped.slice(query).replaceAll("%2F", "/").replaceAll("%3A", ":");
}

/** Returns the text that rules are matched against: the path and query of a URL, in which `*` and `$` are not wildcards. */
export function pathToMatch(url: string): string {
  const authority = url.indexOf("//") + 2;
  const begin = url.slice(authority).search(/[/?#]/);
  const path = begin === -1 ? "" : url.slice(authority + begin).split("#", 1)[0] ?? "";
  return escapeWildcards(normalizePath(path.startsWith("/") ? path : `/${path}`));
}

/** RFC 9309, 2.2.3: the special characters are escaped if they stand for themselves. */
function escapeWildcards(path: string): string {
  return path.replaceAll("*", "%2A").replaceAll("$", "%24");
}

function normalizeEscape(escape: string): string {
  const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
  return UNRESERVED.test(character) ? character : escape.toUpperCase();
}

function escape(text: string): string {
  return encodeURIComponent(text).replaceAll("'", "%27");
}
