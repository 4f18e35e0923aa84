import { forgetOldest } from "./forget_oldest.ts";
import type { KeepsWord } from "./url_pattern.ts";

/** A parameter with more words than this names no kinds of pages, but titles, tags or what was searched for. */
export const KINDS_OF_PAGES = 50;
/** The number of parameters that are remembered. The oldest are forgotten first. */
const REMEMBERED = 5_000;

/** Remembers the words of each parameter, and keeps them for as long as they are few. */
export function createWords(): KeepsWord {
  /** Null if the words of a parameter are many. */
  const known = new Map<string, Set<string> | null>();
  return (parameter, word) => {
    const words = known.get(parameter);
    if (words === null) return false;
    if (words?.has(word)) return true;
    if (words === undefined) known.set(parameter, new Set([word]));
    else if (words.size < KINDS_OF_PAGES) words.add(word);
    else known.set(parameter, null);
    forgetOldest(known, REMEMBERED);
    return known.get(parameter) !== null;
  };
}
