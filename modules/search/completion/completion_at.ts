import { nearest } from "../../shared/nearest.ts";
import { tokensOf } from "../grammar/lexer.ts";
import { findMetatag, type Metatag, METATAG_NAMES, METATAGS } from "../grammar/metatags.ts";
import { type Suggestion, valuesFor } from "./value_suggestions.ts";
import { type Item, scanWord, type Word } from "../grammar/word.ts";

/** What stands at the caret, and what could stand there. Offsets in UTF-16 units, from 0; `end` is not within. */
export interface AtCaret {
  /** What a suggestion takes the place of. */
  start: number;
  end: number;
  /** What was typed of a tag's name, without quotes; null where no tag can stand. */
  tag: string | null;
  /** Metatags, or values of one; the best first. */
  suggestions: Suggestion[];
}

const METATAGS_SHOWN = 4;

/** Reads the word at the caret up to there. Takes any text: what cannot be read is completed as far as it goes. */
export function completionAt(text: string, caret: number): AtCaret {
  const at = Math.max(0, Math.min(caret, text.length));
  const { start, end, inGroup } = wordAt(text, at);
  const typed = scanWord(text.slice(0, at), start, inGroup);
  const metatag = typed.prefix === null ? null : findMetatag(typed.prefix);
  if (!metatag) return { start, end, tag: typed.whole.text, suggestions: typed.whole.quoted ? [] : metatagsFor(typed) };
  const item = metatag.value.kind === "text" && !metatag.value.lists ? typed.value : typed.items.at(-1) ?? typed.value;
  const whole = scanWord(text, start, inGroup).items.find(({ column }) => column === item.column);
  return { ...stretchOf(whole ?? item), tag: null, suggestions: valuesFor(metatag, item.text) };
}

/** The word that the caret stands in or behind; an empty one where it stands in or behind nothing. */
function wordAt(text: string, caret: number): { start: number; end: number; inGroup: boolean } {
  let groups = 0;
  for (const token of tokensOf(text)) {
    const start = token.column - 1;
    if (start >= caret) break;
    // `or` may be the beginning of `orange`.
    const isWord = token.kind === "word" || /\p{L}/u.test(token.text);
    if (isWord && caret <= start + token.length) return { start, end: start + token.length, inGroup: groups > 0 };
    if (token.kind === "open") groups++;
    if (token.kind === "close") groups--;
  }
  return { start: caret, end: caret, inGroup: groups > 0 };
}

function stretchOf({ column, length }: Item): { start: number; end: number } {
  return { start: column - 1, end: column - 1 + length };
}

/** Metatags whose name or alias begins with what was typed; with a colon typed, the one that it is a slip of. */
function metatagsFor({ text, prefix, value }: Word): Suggestion[] {
  if (prefix !== null) {
    const meant = findMetatag(nearest(prefix, METATAG_NAMES) ?? "");
    return meant ? [{ ...suggestionOf(meant), insert: `${meant.name}:${value.text}` }] : [];
  }
  const typed = text.toLowerCase();
  if (typed === "") return [];
  const begun = METATAGS.filter(({ name, aliases }) => [name, ...aliases].some((one) => one.startsWith(typed)));
  const byName = begun.filter(({ name }) => name.startsWith(typed));
  const slip = begun.length > 0 ? null : findMetatag(nearest(typed, METATAG_NAMES) ?? "");
  const ordered = slip ? [slip] : [...byName, ...begun.filter((metatag) => !byName.includes(metatag))];
  return ordered.slice(0, METATAGS_SHOWN).map(suggestionOf);
}

function suggestionOf({ name, help }: Metatag): Suggestion {
  return { kind: "metatag", insert: `${name}:`, help };
}
