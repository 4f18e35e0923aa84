import { nearest } from "../../shared/nearest.ts";
import { tokensOf } from "../grammar/lexer.ts";
import { findMetatag, type Metatag, METATAG_NAMES, METATAGS } from "../grammar/metatags.ts";
import { type MetatagCompletion, valuesFor } from "./metatag_values.ts";
import { type Item, scanWord, type Word } from "../grammar/word.ts";

/** The text at the caret and its completions. Offsets are in UTF-16 units from 0; `end` is exclusive. */
export interface AtCaret {
  /** The text from here to `end` is replaced by a completion. */
  start: number;
  end: number;
  /** The beginning of a tag's name, without quotation marks; null if there can be no tag here. */
  tag: string | null;
  /** Metatags, or values of one, the best first. */
  completions: MetatagCompletion[];
}

const METATAGS_SHOWN = 4;

/** Completes the word at the caret, of which only the part before the caret is read. Accepts any text. */
export function completionAt(text: string, caret: number): AtCaret {
  const at = Math.max(0, Math.min(caret, text.length));
  const { start, end, inGroup } = wordAt(text, at);
  const typed = scanWord(text.slice(0, at), start, inGroup);
  const metatag = typed.prefix === null ? null : findMetatag(typed.prefix);
  if (!metatag) return { start, end, tag: typed.whole.text, completions: typed.whole.quoted ? [] : metatagsFor(typed) };
  const item = metatag.value.kind === "text" && !metatag.value.lists ? typed.value : typed.items.at(-1) ?? typed.value;
  const whole = scanWord(text, start, inGroup).items.find(({ column }) => column === item.column);
  return { ...stretchOf(whole ?? item), tag: null, completions: valuesFor(metatag, item.text) };
}

/** Returns the word in which or at whose end the caret is, or an empty word at the caret. */
function wordAt(text: string, caret: number): { start: number; end: number; inGroup: boolean } {
  let groups = 0;
  for (const token of tokensOf(text)) {
    const start = token.column - 1;
    if (start >= caret) break;
    // An operator may be the beginning of a tag: `or` of `orange`.
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

/** Returns metatags whose name or alias begins with the text. For an unknown prefix with a colon, returns the nearest metatag. */
function metatagsFor({ text, prefix, value }: Word): MetatagCompletion[] {
  if (prefix !== null) {
    const meant = findMetatag(nearest(prefix, METATAG_NAMES) ?? "");
    return meant ? [{ ...completionOf(meant), insert: `${meant.name}:${value.text}` }] : [];
  }
  const typed = text.toLowerCase();
  if (typed === "") return [];
  const begun = METATAGS.filter(({ name, aliases }) => [name, ...aliases].some((one) => one.startsWith(typed)));
  const byName = begun.filter(({ name }) => name.startsWith(typed));
  const meant = begun.length > 0 ? null : findMetatag(nearest(typed, METATAG_NAMES) ?? "");
  const ordered = meant ? [meant] : [...byName, ...begun.filter((metatag) => !byName.includes(metatag))];
  return ordered.slice(0, METATAGS_SHOWN).map(completionOf);
}

function completionOf({ name, help }: Metatag): MetatagCompletion {
  return { kind: "metatag", insert: `${name}:`, help };
}
