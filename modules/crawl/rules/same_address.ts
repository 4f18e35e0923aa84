import { CAMPAIGN_NAMES, KNOWN_CAMPAIGNS, KNOWN_SESSIONS, SESSION_NAMES } from "./known_parameters.ts";

/**
 * Returns what an address is compared by: the address without its ignored parameters, or the address itself if it has none. Addresses
 * with the same result are one page.
 */
export type KeyOf = (url: string) => string;

/** A parameter whose name and value are those of a session. */
export interface SessionParameter {
  /** Scheme, host and path without parameters. */
  path: string;
  /** In lower case. */
  name: string;
  value: string;
}

/** Names in lower case. A name that ends with `*` stands in `starts`, without the `*`. */
interface Names {
  whole: ReadonlySet<string>;
  starts: readonly string[];
}

const SEPARATORS = /([&;])/;
/** The cookieless session of ASP.NET: `/(S(lit3py55t21z5v55vlm25s55))/page.aspx`, also with other letters before and after it. */
const ASP_SESSION = /\/\((?:[A-Z]\([\w-]*\))*S\([a-z0-9]{16,}\)(?:[A-Z]\([\w-]*\))*\)(?=\/)/gi;
const PATH_PARAMETERS = /;[^/]*/g;
/** Random letters are seldom all of one case, but may be hexadecimal digits. */
const WORD = /^(?:[A-Z][a-z]{3,}|[a-z]{4,}|[A-Z]{4,})$/;
const HEXADECIMAL = /^[a-f]+$/i;
/** The least characters of a value that looks like a session. */
export const SESSION_LENGTH = 16;

/**
 * Compiles the option `ignoreParameters`. Parameters are found in the query and in segments of the path (`;jsessionid=…`), also with
 * an escaped name, or with the rest of a broken `&amp;` before it. Case does not count. The order of what is left stays as it is.
 * `isId` tells of a parameter that looks like a session whether it is none.
 */
export function compileKey(ignored: readonly string[], isId: (parameter: SessionParameter) => boolean = () => false): KeyOf {
  if (ignored.length === 0) return (url) => url;
  const sessions = ignored.includes(KNOWN_SESSIONS);
  const others = ignored.flatMap((name) => name === KNOWN_CAMPAIGNS ? CAMPAIGN_NAMES : name === KNOWN_SESSIONS ? [] : [name]);
  const always = namesOf(others);
  const bySession = namesOf(sessions ? SESSION_NAMES : []);
  return (url) => {
    const question = url.indexOf("?");
    const address = question === -1 ? url : url.slice(0, question);
    const isIgnored = (parameter: string) => {
      const equals = parameter.indexOf("=");
      const name = unescape(equals === -1 ? parameter : parameter.slice(0, equals)).toLowerCase();
      if (matches(always, name)) return true;
      if (equals === -1 || !matches(bySession, name)) return false;
      const value = unescape(parameter.slice(equals + 1));
      return isSession(value) && !isId({ path: address.replace(PATH_PARAMETERS, ""), name, value });
    };
    const path = pathKey(address, isIgnored, sessions);
    const query = question === -1 ? "" : queryKey(url.slice(question), isIgnored);
    return path.length + query.length === url.length ? url : path + query;
  };
}

/**
 * Whether a value has 16 characters or more, letters and digits mixed. `article.php?sid=1` names an article, and so does a value with
 * words in it: `keynote-opening-2024`.
 */
function isSession(value: string): boolean {
  if (!isMixed(value) || !/^[\w.,:!~*$-]+$/.test(value)) return false;
  const parts = value.split(/[^a-z\d]+/i);
  return parts.some(isMixed) || !parts.some((part) => WORD.test(part) && !HEXADECIMAL.test(part));
}

function isMixed(value: string): boolean {
  return value.length >= SESSION_LENGTH && /[a-z]/i.test(value) && /\d/.test(value);
}

function pathKey(address: string, isIgnored: (parameter: string) => boolean, sessions: boolean): string {
  const plain = sessions && address.includes("/(") ? address.replace(ASP_SESSION, "") : address;
  if (!plain.includes(";")) return plain;
  return plain.split("/").map((segment) => {
    if (!segment.includes(";")) return segment;
    const [name = "", ...parameters] = segment.split(";");
    return [name, ...parameters.filter((parameter) => !isIgnored(parameter))].join(";");
  }).join("/");
}

/** Returns the query, with its question mark, without the ignored parameters; "" if none is left. */
function queryKey(query: string, isIgnored: (parameter: string) => boolean): string {
  const parts = query.slice(1).split(SEPARATORS);
  let kept = "";
  let isEmpty = true;
  let dropped = false;
  for (let at = 0; at < parts.length; at += 2) {
    const parameter = parts[at] ?? "";
    const next = parts[at + 2];
    // "&amp;name=1" that was not unescaped is split into "amp" and "name=1".
    const isEntity = parameter === "amp" && parts[at + 1] === ";" && next !== undefined;
    if (isEntity ? isIgnored(next) : isIgnored(parameter)) {
      dropped = true;
      if (isEntity) at += 2;
      continue;
    }
    kept += isEmpty ? parameter : `${parts[at - 1] ?? ""}${parameter}`;
    isEmpty = false;
  }
  if (!dropped) return query;
  return isEmpty || kept === "" ? "" : `?${kept}`;
}

function namesOf(patterns: readonly string[]): Names {
  const lower = patterns.map((pattern) => pattern.toLowerCase());
  return {
    whole: new Set(lower.filter((pattern) => !pattern.endsWith("*"))),
    starts: lower.filter((pattern) => pattern.endsWith("*")).map((pattern) => pattern.slice(0, -1)),
  };
}

function matches({ whole, starts }: Names, name: string): boolean {
  return whole.has(name) || starts.some((start) => name.startsWith(start));
}

function unescape(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // The escapes are no UTF-8: the text stands for itself.
    return text;
  }
}
