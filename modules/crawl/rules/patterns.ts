import { RE2JS } from "re2js";
import { messageOf } from "../../shared/errors.ts";
import { compileWildcard, matchesWildcard } from "./wildcard.ts";

/**
 * The most instructions of a compiled expression, about one a character; `a{1000}` has 1,002. The time to match grows with them
 * and with the URL's length.
 */
const INSTRUCTIONS = 600;
const EXPRESSION = /^\/(.+)\/(i?)$/s;

/**
 * Compiles patterns into a function that returns the first pattern that a URL matches, or null. A pattern is one of
 * - `/expression/` or `/expression/i`: a regular expression (RE2 syntax, which matches in linear time) found anywhere in the URL;
 * - a glob over the whole URL: `*` stands for any characters, `/` included; every other character, `?` included, for itself. Case
 *   counts. A glob that begins with `/` is compared with path and query; one that begins with a host (`example.org/gallery/*`)
 *   with what follows the scheme.
 * Throws if `patternFault()` finds a fault.
 */
export function compilePatterns(texts: readonly string[]): (url: string) => string | null {
  const patterns = texts.map((text) => ({ text, matches: compilePattern(text) }));
  return (url) => patterns.find(({ matches }) => matches(url))?.text ?? null;
}

/** Returns what is wrong with a pattern, as the end of a sentence about it, or null. */
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

/** Returns a function that takes from a URL the part that a glob is compared with. */
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

/** Escapes what URLs escape: people write "/bücher/*" and "/my pictures/*". */
function escapeLikeUrls(text: string): string {
  return text.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}
