import jsTokens, { type Token } from "js-tokens";
import { looksLikePage } from "./page_address.ts";
import { BLANK, withoutEscapes } from "./program.ts";

/** A string of a program that may lead to a page. */
export interface ProgramWay {
  text: string;
  /** Whether the program goes there: it is set as a location, or opened in a window. Otherwise the text only looks like an address. */
  goes: boolean;
}

const PROGRAM_LENGTH = 1024 * 1024;
const WAYS = 200;
const GOES = /\blocation\b|\bopen\s*\(|\bnavigate\s*\(/;
const MAY_GO = /\blocation(?:\.href)?\s*=(?!=)|\blocation\.(?:assign|replace)\s*\(|\bopen\s*\(|\bnavigation\.navigate\s*\(/;
const HTTP_METHOD = /^(?:get|post|put|delete|head|patch|options)$/i;
/** Calls that count visitors. The addresses that they name need not exist. */
const COUNTS_VISITORS = /\b(?:ga|gtag|_gaq|_paq|ym|fbq|dataLayer|trackEvent|track|pageTracker)\b/;

/**
 * Returns the strings of an event handler or of a `javascript:` URL that lead on: those that the program sets as a location or
 * opens, and those that look like the address of a page, which a function of the page may go to. Nothing is run.
 */
export function waysOfHandler(program: string): ProgramWay[] {
  if (!/["'`]/.test(program)) return [];
  const isCount = COUNTS_VISITORS.test(program);
  return waysIn(program).filter(({ goes, text }) => goes || (!isCount && looksLikePage(text)));
}

/** Returns the strings that a script of a page sets as a location or opens in a window. Its other strings lead nowhere. */
export function waysOfScript(program: string): ProgramWay[] {
  return MAY_GO.test(program) ? waysIn(program).filter(({ goes }) => goes) : [];
}

/** Returns the strings that are whole: no operator joins them to what stands before or behind them. */
function waysIn(program: string): ProgramWay[] {
  const text = program.slice(0, PROGRAM_LENGTH);
  const mayGo = GOES.test(text);
  const ways: ProgramWay[] = [];
  /** The last tokens that mean something. */
  const before: string[] = [];
  let last: ProgramWay | null = null;
  const take = (behind: string) => {
    if (last !== null && behind !== "+") ways.push(last);
    last = null;
  };
  for (const token of jsTokens(text)) {
    if (BLANK.has(token.type)) continue;
    take(token.value);
    if (ways.length >= WAYS) return ways;
    const string = before.at(-1) === "+" ? null : plainString(token);
    if (string !== null) last = { text: string, goes: mayGo && goesTo(before) && !HTTP_METHOD.test(string) };
    before.push(token.value);
    if (before.length > 4) before.shift();
  }
  take("");
  return ways;
}

function plainString({ type, value }: Token): string | null {
  return type === "StringLiteral" || type === "NoSubstitutionTemplate" ? withoutEscapes(value.slice(1, -1)).trim() : null;
}

/** Whether the tokens before a value mean `location =`, `location.href =`, `location.assign(`, `open(` or a like thing. */
function goesTo(before: readonly string[]): boolean {
  const [fourth, third, second, last] = [before.at(-4), before.at(-3), before.at(-2), before.at(-1)];
  if (last === "=") return second === "location" || (second === "href" && third === "." && fourth === "location");
  if (last !== "(") return false;
  if (second === "open") return true;
  return third === "." && ((fourth === "location" && (second === "assign" || second === "replace")) || second === "navigate");
}
