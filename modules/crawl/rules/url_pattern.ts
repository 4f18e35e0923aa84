import { partsOf } from "./url_parts.ts";

/** What the URLs of one kind of page on a site have in common. */
export interface UrlPattern {
  /** Host and path, with `*` for numbers, and the parameters: `site.test/day/*.php?month=*&view=list`. */
  whole: string;
  /** Host and path alone, with `?*`, if the URL has a query. */
  path: string | null;
  /** The parameters of `whole`, each once and sorted: `month=*`, `view=list`. */
  parameters: readonly string[];
}

/**
 * Whether a word is part of the pattern: in `index.php?page=photo` it names a kind of page, in `search?q=boats` it does not. `parameter`
 * is the path with the name of the parameter.
 */
export type KeepsWord = (parameter: string, word: string) => boolean;

const RUN = /[a-z\d]+/gi;
const MONTH =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)$/i;
/** Longer patterns are cut, because those of a hostile site may be long. */
const LENGTH = 300;

/** The value of a parameter that may name a kind of page: a word, or the route of a program as `gallery/view` and `node/*`. */
const WORD = /^\p{L}[\p{L}\p{M}_.:/*-]{1,31}$/u;

/** Returns the pattern of a normalised absolute http(s) URL. */
export function patternOf(url: string, keeps: KeepsWord = () => true): UrlPattern {
  const { host, segments, query } = partsOf(url);
  const path = cut([host, ...segments.map(segmentPattern)].join("/"));
  if (query === "") return { whole: path, path: null, parameters: [] };
  const parameters = parametersOf(query, (name, word) => keeps(`${path}?${name}`, word));
  return { whole: `${path}?${cut(parameters.join("&"))}`, path: `${path}?*`, parameters };
}

function segmentPattern(segment: string): string {
  return MONTH.test(segment) ? "*" : withoutNumbers(unescape(segment));
}

/** Returns the parameters of a query, each once and sorted. Values without a name (`?123`) have the empty name. */
function parametersOf(query: string, keeps: KeepsWord): string[] {
  const parameters = query.split("&").map((part) => {
    const equals = part.indexOf("=");
    const name = cut(withoutNumbers(part.slice(0, Math.max(0, equals))));
    const value = part.slice(equals + 1);
    // A longer value is no word, and need not be looked at.
    const word = value.length > LENGTH ? "" : segmentPattern(value);
    return `${name}=${WORD.test(word) && keeps(name, word) ? word : "*"}`;
  });
  return [...new Set(parameters)].sort();
}

/** Replaces letters and digits in a row that hold a digit: a number, a date, a hash, a session. */
function withoutNumbers(text: string): string {
  return text.replace(RUN, (run) => /\d/.test(run) ? "*" : run);
}

/** Escapes hold digits, which are no numbers. */
function unescape(segment: string): string {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    // The escapes are no UTF-8: they stand for themselves.
    return segment;
  }
}

function cut(text: string): string {
  return text.length <= LENGTH ? text : text.slice(0, LENGTH).toWellFormed();
}
