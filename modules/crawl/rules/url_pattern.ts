import { partsOf } from "./url_parts.ts";

/** What the URLs of one kind of page on a site have in common. */
export interface UrlPattern {
  /** Host and path, with `*` for numbers, and the names of the parameters: `site.test/day/*.php?month=*&year=*`. */
  whole: string;
  /** Host and path alone, with `?*`, if the URL has a query. */
  path: string | null;
}

const RUN = /[a-z\d]+/gi;
const MONTH =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)$/i;
/** Longer patterns are cut, because those of a hostile site may be long. */
const LENGTH = 300;

/** Returns the pattern of a normalised absolute http(s) URL. */
export function patternOf(url: string): UrlPattern {
  const { host, segments, query } = partsOf(url);
  const path = cut([host, ...segments.map(segmentPattern)].join("/"));
  if (query === "") return { whole: path, path: null };
  return { whole: `${path}?${cut(namesOf(query).map((name) => `${name}=*`).join("&"))}`, path: `${path}?*` };
}

function segmentPattern(segment: string): string {
  return MONTH.test(segment) ? "*" : withoutNumbers(unescape(segment));
}

/** Returns the names of a query's parameters, each once and sorted. Values without a name (`?123`) have the empty name. */
function namesOf(query: string): string[] {
  const names = query.split("&").map((part) => part.includes("=") ? part.slice(0, part.indexOf("=")) : "");
  return [...new Set(names.map(withoutNumbers))].sort();
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
