import type { KeyOf } from "./same_address.ts";
import type { TrapFault } from "./traps.ts";
import { patternOf, type UrlPattern } from "./url_pattern.ts";

/** What a page brought that no page of the job before it had. */
export interface News {
  /** New addresses of images. */
  images: number;
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
  /** Takes into account what a page brought that was read. `referrer` is the URL of the page that led to it. */
  read(page: { url: string; referrer?: string | null | undefined }, news: News): void;
}

/** What the pages of one pattern brought. */
interface Record {
  /** How many pages brought nothing, less 20 for each that brought something; at least 0. */
  empty: number;
  pages: number;
  /** Whether any page brought something. */
  good: boolean;
}

/** One page in 20 that brings something keeps a pattern open. */
export const WORTH = 20;
/** How many pages of a path that brings nothing are tried with other parameters: with the same ones, and in all. */
const TRIED_ALIKE = 3;
const TRIED = 20;
/** The number of patterns that are remembered. The oldest are forgotten first. */
const REMEMBERED = 50_000;

/** `limit`: how many pages of a pattern may bring nothing new; 0 for any number. */
export function createEvidence(limit: number, keyOf: KeyOf): Evidence {
  const records = new Map<string, Record>();

  const recordOf = (pattern: string): Record => {
    const known = records.get(pattern);
    if (known !== undefined) return known;
    const record = { empty: 0, pages: 0, good: false };
    records.set(pattern, record);
    for (const [oldest] of records) {
      if (records.size <= REMEMBERED) break;
      records.delete(oldest);
    }
    return record;
  };

  /** Whether a path brings nothing, whatever its parameters, and these parameters brought nothing either. */
  const isTried = (own: Record | undefined, path: Record | undefined): boolean => {
    if (path === undefined || path.empty < limit || own?.good) return false;
    return path.empty >= limit + TRIED || (own?.pages ?? 0) >= TRIED_ALIKE;
  };

  const credit = (record: Record): void => {
    record.good = true;
    record.empty = Math.max(0, record.empty - WORTH);
  };

  return {
    fault: (url) => {
      if (limit === 0) return null;
      const { whole, path } = patternOf(keyOf(url));
      const own = records.get(whole);
      if (own !== undefined && own.empty >= limit) return nothingNew(whole, limit);
      return path !== null && isTried(own, records.get(path)) ? nothingNew(path, limit) : null;
    },
    read: ({ url, referrer }, news) => {
      if (limit === 0) return;
      const own = patternOf(keyOf(url));
      const leading = referrer ? patternOf(keyOf(referrer)) : null;
      // A page that another one of its pattern led to may be one of a row without end, whose numbers are all new.
      const good = isNew(news, leading?.whole === own.whole);
      for (const record of bothOf(own).map(recordOf)) {
        record.pages += 1;
        if (good) credit(record);
        else record.empty += 1;
      }
      if (good && leading !== null && leading.whole !== own.whole) bothOf(leading).map(recordOf).forEach(credit);
    },
  };
}

function bothOf({ whole, path }: UrlPattern): string[] {
  return path === null ? [whole] : [whole, path];
}

function isNew({ images, text }: News, isOwn: boolean): boolean {
  return images > 0 || text === undefined || text.words > 0 || (!isOwn && text.numbers > 0);
}

function nothingNew(pattern: string, pages: number): TrapFault {
  return { reason: "nothing_new", detail: { code: "nothing_new", pattern, pages } };
}
