import { type AwaitingPage, createAwaitedImages } from "./awaited_images.ts";
import { forgetOldest } from "./forget_oldest.ts";
import type { KeyOf } from "./same_address.ts";
import type { TrapFault } from "./traps.ts";
import { patternOf, type UrlPattern } from "./url_pattern.ts";
import { createWords } from "./words.ts";

/** What a page brought that no page of the job before it had. */
export interface News {
  /** The ids of images whose addresses are new. */
  images: readonly number[];
  /** New words without a digit, and new numbers in titles and headings. Undefined if the text was not read. */
  text?: { words: number; numbers: number } | undefined;
}

/**
 * Recognises pages without end by what they bring. Its state is only in memory: an attempt that goes on with a job begins anew.
 *
 * Each page that brings neither a new image nor a new word counts one against its pattern. Each that brings something counts 20 for
 * its pattern, and for that of the page which led to it. A pattern that has as many against it as the limit is closed.
 */
export interface Evidence {
  /** Returns why a page must not be fetched, or null. */
  fault(url: string): TrapFault | null;
  /**
   * Takes into account what a page brought that was read. `referrer` is the URL of the page that led to it. A page that brought
   * nothing but images counts when they have ended.
   */
  read(page: AwaitingPage, news: News): void;
  /** Whether a page that was left out may be fetched now, because what pages of its pattern led to brought something since then. */
  isOpenAgain(url: string): boolean;
  /** Whether a closed pattern may have been opened since the last call of `forgetOpened()`. */
  hasOpened(): boolean;
  forgetOpened(): void;
  /** Tells how an image ended. `isNew`: no image of the job before it had its bytes. */
  imageEnded(id: number, isNew: boolean): void;
}

/** What the pages of one pattern brought. */
interface Record {
  /** How many pages brought nothing, less 20 for each that brought something; at least 0. */
  empty: number;
  pages: number;
  /** Whether any page brought something. */
  good: boolean;
  /** Of a path: the parameters of the pages that brought nothing. */
  tried: Set<string>;
}

/** One page in 20 that brings something keeps a pattern open. */
export const WORTH = 20;
/** How many pages of a path that brings nothing are tried with other parameters: with the same ones, and in all. */
const TRIED_ALIKE = 3;
const TRIED = 20;
/** How many parameters of such a path are each tried for the first time, however many others brought nothing. */
const FIRST_TRIED = 100;
/** The number of patterns that are remembered. The oldest are forgotten first. */
const REMEMBERED = 50_000;

/** `limit`: how many pages of a pattern may bring nothing new; 0 for any number. */
export function createEvidence(limit: number, keyOf: KeyOf): Evidence {
  const records = new Map<string, Record>();

  const keeps = createWords();
  const kindOf = (url: string) => patternOf(keyOf(url), keeps);

  const recordOf = (pattern: string): Record => {
    const known = records.get(pattern);
    if (known !== undefined) return known;
    const record: Record = { empty: 0, pages: 0, good: false, tried: new Set() };
    records.set(pattern, record);
    forgetOldest(records, REMEMBERED);
    return record;
  };

  /** Whether a path brings nothing, whatever its parameters, and these parameters brought nothing either. */
  const isTried = ({ parameters }: UrlPattern, own: Record | undefined, path: Record | undefined): boolean => {
    if (path === undefined || path.empty < limit || own?.good) return false;
    if (path.tried.size < FIRST_TRIED && parameters.some((parameter) => !path.tried.has(parameter))) return false;
    return path.empty >= limit + TRIED || (own?.pages ?? 0) >= TRIED_ALIKE;
  };

  // Nothing is known of the patterns that an earlier attempt closed.
  let hasOpened = true;
  const credit = (record: Record): void => {
    hasOpened ||= record.empty >= limit;
    record.good = true;
    record.empty = Math.max(0, record.empty - WORTH);
  };

  /** Whether another page of the same pattern led to it. It may be one of a row without end, whose numbers are all new. */
  const isInRow = ({ url, referrer }: AwaitingPage): boolean => referrer ? wholeOf(referrer) === wholeOf(url) : false;
  const wholeOf = (url: string) => kindOf(url).whole;

  const count = ({ url, referrer }: AwaitingPage, isGood: boolean) => {
    const own = kindOf(url);
    for (const record of bothOf(own).map(recordOf)) {
      record.pages += 1;
      if (isGood) credit(record);
      else record.empty += 1;
    }
    if (!isGood && own.path !== null) noteTried(recordOf(own.path), own);
    if (!isGood || !referrer) return;
    const leading = kindOf(referrer);
    if (leading.whole !== own.whole) bothOf(leading).map(recordOf).forEach(credit);
  };
  const awaited = createAwaitedImages(count);

  const faultOf = (url: string): TrapFault | null => {
    if (limit === 0) return null;
    const pattern = kindOf(url);
    const { whole, path } = pattern;
    const own = records.get(whole);
    if (own !== undefined && own.empty >= limit) return nothingNew(whole, limit);
    return path !== null && isTried(pattern, own, records.get(path)) ? nothingNew(path, limit) : null;
  };

  return {
    fault: faultOf,
    isOpenAgain: (url) => records.get(kindOf(url).whole)?.good === true && faultOf(url) === null,
    hasOpened: () => hasOpened,
    forgetOpened: () => void (hasOpened = false),
    read: (page, { images, text }) => {
      if (limit === 0) return;
      const hasText = text === undefined || text.words > 0 || (text.numbers > 0 && !isInRow(page));
      if (hasText || images.length === 0) count(page, hasText);
      else awaited.wait(page, images);
    },
    imageEnded: awaited.ended,
  };
}

function bothOf({ whole, path }: UrlPattern): string[] {
  return path === null ? [whole] : [whole, path];
}

function noteTried({ tried }: Record, { parameters }: UrlPattern): void {
  for (const parameter of parameters) if (tried.size < FIRST_TRIED) tried.add(parameter);
}

function nothingNew(pattern: string, pages: number): TrapFault {
  return { reason: "nothing_new", detail: { code: "nothing_new", pattern, pages } };
}
