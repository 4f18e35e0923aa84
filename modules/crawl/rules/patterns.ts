import { RE2JS } from "re2js";
import { messageOf } from "../../shared/errors.ts";
import { compileWildcard, matchesWildcard } from "./wildcard.ts";

/** Of a compiled expression, one a character about. Matching takes time with it and with the URL's length; `a{1000}` has 1,002. */
const INSTRUCTIONS = 600;
const EXPRESSION = /^\/(.+)\/(i?)$/s;

/**
 * Compiles patterns for URLs once for many: the answer is the pattern that a URL matches, or null. A pattern is one of
 * - `/expression/` or `/expression/i`: a regular expression (RE2 syntax, so in linear time) found anywhere in the URL;
 * - a glob over all of the URL, where `*` is any run of characters, also of `/`, and every other one means itself, `?` too.
 *   Case counts. One that begins with `/` is compared with path and query, one that names a host without a scheme
 *   (`example.org/gallery/*`) with what follows the scheme.
 * Throws where `patternFault()` finds a fault.
 */
export function compilePatterns(texts: readonly string[]): (url: string) => string | null {
  const patterns = texts.map((text) => ({ text, matches: compilePattern(text) }));
  return (url) => patterns.find(({ matches }) => matches(url))?.text ?? null;
}

/** What is wrong with a pattern, as the end of a sentence about it; null where nothing is. */
export function patternFault(text: string): string | null {
  const [, expression, flags] = EXPRESSION.exec(text) ?? [];
  if (expression === undefined) return null;
  try {
    const size = compileExpression(expression, flags).programSize();
    return size <= INSTRUCTIONS ? null : "is too large a regular expression: repeat less";
  } catch (error) {
    return `is not a regular expression (${messageOf(error).replace(/^.*?error parsing regexp: /, "")})`;
  }
}

function compilePattern(text: string): (url: string) => boolean {
  const [, expression, flags] = EXPRESSION.exec(text) ?? [];
  if (expression !== undefined) {
    const compiled = compileExpression(expression, flags);
    return (url) => compiled.test(url);
  }
  const glob = compileWildcard(escapeLikeUrls(text), { whole: true });
  const part = partOf(text);
  return (url) => matchesWildcard(glob, part(url));
}

function compileExpression(expression: string, flags: string | undefined): RE2JS {
  return RE2JS.compile(expression, flags === "i" ? RE2JS.CASE_INSENSITIVE : 0);
}

/** What of a URL a glob is compared with. */
function partOf(glob: string): (url: string) => string {
  if (glob.startsWith("/") && !glob.startsWith("//")) return pathOf;
  if (/^\*|^[a-z*]+:/i.test(glob)) return (url) => url;
  return withoutScheme;
}

function withoutScheme(url: string): string {
  return url.slice(url.indexOf("//") + 2);
}

function pathOf(url: string): string {
  const rest = withoutScheme(url);
  const slash = rest.indexOf("/");
  return slash === -1 ? "/" : rest.slice(slash);
}

/** People write "/bücher/*" and "/my pictures/*", which URLs spell with escapes. */
function escapeLikeUrls(text: string): string {
  return text.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}
